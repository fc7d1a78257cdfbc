-- needs: asked version spell_same person_same
-- From when a property of a spell (located: with the person's phone) is known: the earliest quarter whose first ledger shows
-- it, and every superseding ledger that does; told_on: when it was told first, if that is not received_on.
WITH spell_told AS (
    SELECT v.family, v.quarter, v.received_on, v.first, coalesce(ss.same_as, r.spell) AS key, coalesce(ps.same_as, r.person) AS person,
           list_concat(CASE WHEN r.contact_key IS NOT NULL AND r.contact_phone_valid THEN ['assigned'] ELSE [] END,
                       CASE WHEN r.contact_key IS NOT NULL AND r.contact_role IN ('支部书记', '支部委员', '正式党员') THEN ['eligible'] ELSE [] END,
                       CASE WHEN r.place_filled AND r.unit_filled THEN ['located'] ELSE [] END,
                       CASE WHEN r.receiving_filled THEN ['taken'] ELSE [] END) AS wants
    FROM spell_row r
    JOIN version v ON v.org = r.org AND v.submission = r.submission
    LEFT JOIN spell_same ss ON ss.spell = r.spell
    LEFT JOIN person_same ps ON ps.person = r.person
    WHERE r.org IN (SELECT org FROM asked)
),
told AS (
    SELECT family, quarter, received_on, first, person, key, unnest(wants) AS want FROM spell_told
    UNION ALL
    SELECT v.family, v.quarter, v.received_on, v.first, coalesce(p.same_as, r.person), coalesce(p.same_as, r.person), 'phone'
    FROM member_row r
    JOIN version v ON v.org = r.org AND v.submission = r.submission
    LEFT JOIN person_same p ON p.person = r.person
    WHERE r.org IN (SELECT org FROM asked) AND r.phone_valid
),
known AS (
    SELECT want, key, any_value(person) AS person, family, min(quarter) AS quarter, true AS first, min(received_on) AS received_on
    FROM told WHERE first GROUP BY want, key, family
    UNION ALL
    SELECT want, key, person, family, quarter, false, received_on FROM told WHERE NOT first
)
SELECT want, key, family, quarter, first, received_on, received_on AS told_on FROM known WHERE want IN ('assigned', 'eligible', 'taken')
UNION ALL
-- two properties at once: known when both are
SELECT 'located', l.key, l.family, greatest(l.quarter, p.quarter), l.first AND p.first,
       CASE WHEN l.first AND NOT p.first THEN p.received_on WHEN p.first AND NOT l.first THEN l.received_on
            ELSE greatest(l.received_on, p.received_on) END,
       greatest(min(l.received_on) OVER (PARTITION BY l.key), min(p.received_on) OVER (PARTITION BY l.key))
FROM known l
JOIN known p ON p.want = 'phone' AND p.key = l.person
WHERE l.want = 'located'
