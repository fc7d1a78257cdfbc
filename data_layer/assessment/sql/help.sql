-- needs: asked version person_same
-- 关爱帮扶 of some days by kind, as the counted ledgers report it: rows that say the same of the same person are one.
-- A row for 全体流动党员 is one time and no person.
WITH given AS (
    SELECT DISTINCT r.org, r.kind, r.day, coalesce(p.same_as, r.person) AS person, r.amount, r.row_hash
    FROM care_row r
    JOIN version v ON v.org = r.org AND v.submission = r.submission AND v.counted
    JOIN asked a ON a.org = r.org AND a.wanted
    LEFT JOIN person_same p ON p.person = r.person
    WHERE r.org IN (SELECT org FROM asked) AND r.tie IN ('one', 'all') AND r.day BETWEEN $from_on AND least($to_on, v.seen_to)
),
marked AS (
    SELECT DISTINCT coalesce(p.same_as, m.person) AS person
    FROM member_row m
    JOIN version v ON v.org = m.org AND v.submission = m.submission AND v.counted AND v.quarter // 4 = $year
    LEFT JOIN person_same p ON p.person = m.person
    WHERE m.org IN (SELECT org FROM asked) AND m.hardship
)
SELECT g.kind, count(*) AS times, count(DISTINCT g.person) AS persons,
       count(DISTINCT g.person) FILTER (g.person IN (SELECT person FROM marked)) AS hardship,
       count(DISTINCT g.org) AS branches, sum(g.amount) AS amount
FROM given g
GROUP BY g.kind
