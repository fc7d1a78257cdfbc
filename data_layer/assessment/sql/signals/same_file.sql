-- number: 5
-- name: 文件相同
-- asks: 与“{other}”报送的是同一个文件，是报错了文件吗？
-- marks: ledger_on_time
-- needs: asked version
-- A counted ledger of the quarter whose file another branch has handed in too, whenever. Of the other branch nothing
-- but its number is given.
WITH own AS (
    SELECT v.org, v.submission, s.file_sha256
    FROM version v
    JOIN asked a ON a.org = v.org AND a.wanted
    JOIN submission s ON s.org = v.org AND s.submission = v.submission
    WHERE v.counted AND v.quarter = $quarter
)
SELECT o.org, CAST(x.org AS VARCHAR) AS item, 1 AS n, 1 AS whole, x.org AS other, CAST(NULL AS BIGINT) AS person, CAST(NULL AS DATE) AS day,
       o.submission, '封面' AS sheet, 1 AS row
FROM own o
JOIN (SELECT DISTINCT org, file_sha256 FROM submission WHERE recorded_at <= $known_by AND received_on <= $last_seen) x
    ON x.file_sha256 = o.file_sha256 AND x.org <> o.org
