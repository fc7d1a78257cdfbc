-- needs: asked version spell_same person_same
-- Every 管理信息 row of a counted ledger.
SELECT v.family, v.seen_to, r.org, v.quarter, r.submission, v.received_on, r.sheet, r.row,
       coalesce(ss.same_as, r.spell) AS spell, coalesce(ps.same_as, r.person) AS person,
       r.direction, r.start_on, r.start_month, r.end_on, r.end_month, r.end_kind, r.expected_return, r.certificate_numbered, r.no_certificate_reason,
       r.contact_key, r.contact_role, r.contact_phone_valid, r.contact_set_on, r.contact_is_member,
       r.place_filled, r.unit_filled, r.receiving_filled, r.not_taken_reason
FROM spell_row r
JOIN version v ON v.org = r.org AND v.submission = r.submission AND v.counted
LEFT JOIN spell_same ss ON ss.spell = r.spell
LEFT JOIN person_same ps ON ps.person = r.person
WHERE r.org IN (SELECT org FROM asked)
