-- needs: asked version spell_listing spell_end person_same
-- What counted ledgers of another family record about people of the branches asked for: that they are listed there (stay,
-- by direction) and dealings about them (dealt). org: whose person it is; other: whose ledger says so; from_on, to_on: the days.
WITH stay AS (
    SELECT l.spell, arg_max(l.person, (l.quarter, l.submission)) AS person, arg_max(l.org, (l.quarter, l.submission)) AS org,
           arg_max(l.family, (l.quarter, l.submission)) AS family, arg_max(l.direction, (l.quarter, l.submission)) AS direction,
           arg_max(l.start_on, (l.quarter, l.submission)) AS start_on
    FROM spell_listing l
    GROUP BY l.spell
),
held AS (
    SELECT s.*, coalesce(e.end_on, DATE '9999-12-31') AS end_on
    FROM stay s
    LEFT JOIN spell_end e ON e.spell = s.spell
    WHERE NOT coalesce(e.mistaken, false)
),
own AS (
    SELECT DISTINCT a.org, a.family, h.person
    FROM held h
    JOIN asked a ON a.family = h.family AND a.wanted
)
SELECT o.org, o.person, h.org AS other, h.direction AS source, h.start_on AS from_on, h.end_on AS to_on
FROM own o
JOIN held h ON h.person = o.person AND h.family <> o.family
UNION
SELECT o.org, o.person, r.org, 'dealt', CASE WHEN r.month THEN CAST(date_trunc('month', r.day) AS DATE) ELSE r.day END, r.day
FROM liaison_row r
JOIN version v ON v.org = r.org AND v.submission = r.submission AND v.counted
LEFT JOIN person_same p ON p.person = r.person
JOIN own o ON o.person = coalesce(p.same_as, r.person) AND o.family <> v.family
WHERE r.org IN (SELECT org FROM asked) AND r.tie = 'one' AND r.day <= v.seen_to
ORDER BY ALL
