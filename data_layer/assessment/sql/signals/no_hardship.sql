-- number: 9
-- name: 无困难党员
-- asks: 近四个季度先后 {whole} 人在外，没有一名困难党员？
-- marks: certificate_issued
-- needs: asked version spell_listing person_same
-- Ten members or more listed as away over the last four quarters' ledgers and none of them marked 是否困难党员 = 是.
WITH away AS (
    SELECT l.org, l.person, arg_max({'submission': l.submission, 'sheet': l.sheet, 'row': l.row}, l.quarter) AS place
    FROM spell_listing l
    JOIN asked a ON a.org = l.org AND a.wanted
    WHERE l.direction = '流出' AND l.quarter BETWEEN $since AND $quarter
    GROUP BY l.org, l.person
),
marked AS (
    SELECT DISTINCT m.org
    FROM member_row m
    JOIN version v ON v.org = m.org AND v.submission = m.submission AND v.counted AND v.quarter BETWEEN $since AND $quarter
    WHERE m.org IN (SELECT org FROM asked) AND m.hardship
)
SELECT w.org, '' AS item, 0 AS n, count(*) OVER (PARTITION BY w.org) AS whole, w.person, CAST(NULL AS DATE) AS day,
       w.place.submission AS submission, w.place.sheet AS sheet, w.place.row AS row
FROM away w
WHERE w.org NOT IN (SELECT org FROM marked)
QUALIFY count(*) OVER (PARTITION BY w.org) >= $many
