INSERT INTO spell_row BY NAME
SELECT org, submission, '管理信息' AS sheet, CAST(5 + m AS INTEGER) AS row, person AS spell, person,
       roll(seed, m, q, v, 8) % 15 > 0 AS complete, '流出' AS direction, '跨省' AS travel_range, start_on, false AS start_month,
       end_on, false AS end_month, CASE WHEN end_on IS NOT NULL THEN '不再外出' END AS end_kind,
       true AS place_filled, true AS unit_filled, true AS certificate_numbered, start_on + 5 AS issued_on, false AS no_certificate_reason,
       roll(org, m % 3) AS contact_key, '支部委员' AS contact_role, true AS contact_phone_valid, start_on AS contact_set_on,
       false AS contact_is_member, true AS receiving_filled
FROM bench_listed
