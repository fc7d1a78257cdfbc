-- number: 3
-- name: 季末突击
-- asks: 联系上的 {n} 名党员，记录全在季末最后两天，之前没有联系过吗？
-- marks: contact_quarterly
-- needs: asked version person_same
-- Every reached contact of the quarter, three members or more, on its last two days. A row that gives the month only
-- does not say which day it was, so then nobody can say "all".
WITH told AS (
    SELECT r.org, coalesce(p.same_as, r.person) AS person, r.day, r.month, r.tie,
           min({'submission': r.submission, 'sheet': r.sheet, 'row': r.row}) AS place
    FROM contact_row r
    JOIN version v ON v.org = r.org AND v.submission = r.submission AND v.counted
    JOIN asked a ON a.org = r.org AND a.wanted
    LEFT JOIN person_same p ON p.person = r.person
    WHERE r.org IN (SELECT org FROM asked) AND r.reached AND r.day BETWEEN $first_on AND least($last_on, v.seen_to)
    GROUP BY r.org, coalesce(p.same_as, r.person), r.day, r.month, r.tie
),
late AS (
    SELECT org, count(DISTINCT person) AS n
    FROM told
    GROUP BY org
    HAVING bool_and(day > CAST($last_on AS DATE) - 2 AND NOT month) AND count(DISTINCT person) FILTER (tie = 'one') >= $same
)
SELECT t.org, '' AS item, l.n, l.n AS whole, t.person, t.day,
       t.place.submission AS submission, t.place.sheet AS sheet, t.place.row AS row
FROM told t
JOIN late l ON l.org = t.org
