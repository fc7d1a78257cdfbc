-- number: 6
-- name: 记录相同
-- asks: {n} 条联系记录与“{other}”的逐条相同（日期、方式、联系人、内容都一样），是照抄的吗？
-- marks: contact_quarterly
-- needs: asked version
-- A quarter's contact records, three rows or more, that another branch's ledger of the quarter repeats one by one but
-- for the names. Of the other branch nothing but its number is given.
WITH latest AS (
    SELECT org, max(submission) AS submission
    FROM submission s
    WHERE quarter = $quarter AND recorded_at <= $known_by AND received_on <= $last_seen
      AND NOT EXISTS (SELECT 1 FROM submission_event e WHERE e.org = s.org AND e.submission = s.submission AND e.kind = 'withdrawn'
                      AND e.recorded_at <= $known_by AND e.day <= $last_seen)
    GROUP BY org
),
held AS (
    -- the rows as one value: a cell that names several people is one row
    SELECT org, submission, count(*) AS n, hash(list(row_hash ORDER BY row_hash)) AS rows_hash
    FROM (SELECT DISTINCT r.org, r.submission, r.sheet, r.row, r.row_hash
          FROM contact_row r JOIN latest l ON l.org = r.org AND l.submission = r.submission)
    GROUP BY org, submission
    HAVING count(*) >= $same
),
pair AS (
    SELECT h.org, h.submission, h.n, x.org AS other
    FROM held h
    JOIN asked a ON a.org = h.org AND a.wanted
    JOIN held x ON x.rows_hash = h.rows_hash AND x.n = h.n AND x.org <> h.org
)
SELECT p.org, CAST(p.other AS VARCHAR) AS item, p.n, p.n AS whole, p.other, r.person, r.day, r.submission, r.sheet, r.row
FROM pair p
JOIN contact_row r ON r.org = p.org AND r.submission = p.submission
