-- needs: asked version spell_same person_same report
-- Days on which a ledger says that a spell's certificate was given, the same ledger showing its number.
WITH listed AS (
    SELECT v.family, v.quarter, r.submission, v.received_on, v.counted, v.first, v.seen_to, r.sheet, r.row,
           coalesce(ss.same_as, r.spell) AS spell, coalesce(ps.same_as, r.person) AS person, r.issued_on, r.certificate_numbered
    FROM spell_row r
    JOIN version v ON v.org = r.org AND v.submission = r.submission
    LEFT JOIN spell_same ss ON ss.spell = r.spell
    LEFT JOIN person_same ps ON ps.person = r.person
    WHERE r.org IN (SELECT org FROM asked)
),
given AS (SELECT * FROM report WHERE source = 'certificate' AND item = '发放'),
number AS (
    SELECT submission, spell FROM listed WHERE certificate_numbered
    UNION
    SELECT g.submission, s.spell FROM given g JOIN (SELECT DISTINCT spell, person FROM listed) s ON s.person = g.person WHERE g.flag AND g.sure
)
SELECT 'row' AS source, l.family, l.spell, l.quarter, l.submission, l.received_on, l.counted, l.first, l.sheet, l.row, l.issued_on AS day, l.issued_on AS from_day, true AS sure
FROM listed l
JOIN number n ON n.submission = l.submission AND n.spell = l.spell
WHERE l.issued_on <= l.seen_to
UNION ALL
SELECT 'given', g.family, s.spell, g.quarter, g.submission, g.received_on, g.counted, g.first, g.sheet, g.row, g.day, g.from_day, g.sure
FROM given g
JOIN (SELECT DISTINCT family, spell, person FROM listed) s ON s.family = g.family AND s.person = g.person
LEFT JOIN number n ON n.submission = g.submission AND n.spell = s.spell
WHERE n.spell IS NOT NULL OR g.flag
