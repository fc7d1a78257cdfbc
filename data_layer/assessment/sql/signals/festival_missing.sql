-- number: 7
-- name: 季度全勤缺节日
-- asks: 本季应联系的党员全部联系上，{festival}却有 {n} 人（共 {whole} 人）没有联系慰问的记录，是漏了还是漏记？
-- marks: certificate_issued
-- obligations: contact_quarterly spring_festival_contact july_first_contact
-- needs: stated
-- Every quarterly contact of the branch met, yet the greeting of a festival that falls into the quarter missed. Read
-- from the list of obligations.
WITH complete AS (
    SELECT org
    FROM stated
    WHERE indicator = 'contact_quarterly' AND quarter = $quarter AND NOT exempt AND closed
    GROUP BY org
    HAVING bool_and(state = 'met')
),
festival AS (
    SELECT indicator, org, person, state, evidence, count(*) OVER w AS whole, count(*) FILTER (state = 'missed') OVER w AS n
    FROM stated
    WHERE indicator <> 'contact_quarterly' AND quarter = $quarter AND NOT exempt AND closed
    WINDOW w AS (PARTITION BY indicator, org)
)
SELECT f.org, f.indicator AS item, f.n, f.whole, f.person, CAST(NULL AS DATE) AS day,
       f.evidence.submission AS submission, f.evidence.sheet AS sheet, f.evidence.row AS row
FROM festival f
JOIN complete c ON c.org = f.org
WHERE f.state = 'missed'
