-- needs: asked version person_same spell_quarter
-- 教育培训 by kind and quarter, as the counted ledgers report it: how often, for how many members, by how many branches.
-- A session is a branch's day of one kind. Only what was completed (是否完成 = 是).
WITH given AS (
    SELECT DISTINCT r.org, r.kind, r.day, coalesce(s.person, p.same_as, r.person) AS person
    FROM training_row r
    JOIN version v ON v.org = r.org AND v.submission = r.submission AND v.counted
    JOIN asked a ON a.org = r.org AND a.wanted
    LEFT JOIN person_same p ON p.person = r.person
    LEFT JOIN spell_quarter s ON s.family = CASE WHEN r.tie = 'all' THEN v.family END AND s.direction = '流出'
        AND s.quarter = year(r.day) * 4 + quarter(r.day) - 1 AND r.day BETWEEN s.from_on AND s.to_on
    WHERE r.org IN (SELECT org FROM asked) AND r.tie IN ('one', 'all') AND r.done
      AND r.day BETWEEN $from_on AND least($to_on, v.seen_to) AND (r.tie <> 'all' OR s.person IS NOT NULL)
)
SELECT year(day) * 4 + quarter(day) - 1 AS quarter, kind, count(DISTINCT (org, day)) AS sessions,
       count(DISTINCT person) AS persons, count(DISTINCT org) AS branches
FROM given
GROUP BY 1, 2
ORDER BY 1, 2
