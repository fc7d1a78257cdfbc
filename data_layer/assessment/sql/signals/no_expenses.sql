-- number: 11
-- name: 有下拨无支出
-- asks: 今年下拨经费 {n} 元，到所选季度末没有一笔支出？
-- marks: fund_put_to_use
-- needs: asked version
-- Money allocated to the branch for the quarter's year, and not one voucher of that year in any ledger. A branch without
-- an allocation is not asked for 经费使用, so it is not asked about it either.
WITH given AS (
    SELECT e.branch AS org, sum(e.amount) AS n
    FROM fund_event e
    JOIN asked a ON a.org = e.branch AND a.wanted
    WHERE e.kind = 'allocated' AND e.year = $quarter // 4 AND e.day <= least(a.as_of, CAST($last_on AS DATE)) AND e.recorded_at <= a.known_at
      AND NOT EXISTS (SELECT 1 FROM fund_event v WHERE v.voids = e.event AND v.recorded_at <= a.known_at)
    GROUP BY e.branch
    HAVING sum(e.amount) > 0
),
latest AS (
    SELECT org, max_by(submission, quarter) AS submission
    FROM version
    WHERE counted AND quarter BETWEEN $quarter // 4 * 4 AND $quarter
    GROUP BY org
)
SELECT g.org, '' AS item, CAST(round(g.n) AS BIGINT) AS n, 1 AS whole, CAST(NULL AS BIGINT) AS person, CAST(NULL AS DATE) AS day,
       l.submission, '封面' AS sheet, 1 AS row
FROM given g
JOIN latest l ON l.org = g.org
WHERE NOT EXISTS (
    SELECT 1
    FROM expense_row r
    JOIN version v ON v.org = r.org AND v.submission = r.submission AND v.counted
    WHERE r.org = g.org AND year(r.day) = $quarter // 4 AND r.day <= least(v.seen_to, CAST($last_on AS DATE))
)
