-- number: 10
-- name: 查验无问题
-- asks: 近四个季度查验活动证 {n} 次，没有发现一处问题？
-- marks: certificate_problem_fixed
-- needs: asked version person_same
-- Ten inspections or more over the last four quarters, and not one row with 存在问题.
WITH inspected AS (
    SELECT r.org, coalesce(p.same_as, r.person) AS person, r.day, r.item, bool_or(r.problem) AS problem,
           min({'submission': r.submission, 'sheet': r.sheet, 'row': r.row}) AS place
    FROM certificate_row r
    JOIN version v ON v.org = r.org AND v.submission = r.submission AND v.counted
    JOIN asked a ON a.org = r.org AND a.wanted
    LEFT JOIN person_same p ON p.person = r.person
    WHERE r.org IN (SELECT org FROM asked) AND r.item <> '临时返乡' AND r.tie <> 'none' AND r.day BETWEEN $since_on AND least($last_on, v.seen_to)
    GROUP BY r.org, coalesce(p.same_as, r.person), r.day, r.item
)
SELECT i.org, '' AS item, count(*) OVER w AS n, count(*) OVER w AS whole, i.person, i.day,
       i.place.submission AS submission, i.place.sheet AS sheet, i.place.row AS row
FROM inspected i
WHERE i.item IN ('返回审验', '年度审验') AND i.org NOT IN (SELECT org FROM inspected WHERE problem)
WINDOW w AS (PARTITION BY i.org)
QUALIFY count(*) OVER w >= $many
