-- number: 2
-- name: 季季同文
-- asks: 同一名党员近四个季度有 {n} 个季度的联系内容一字不差，每次真的联系了吗？
-- marks: contact_recorded
-- needs: asked version person_same
-- The same words for the same member in three quarters or more of the last four. Greetings of a festival are left out.
WITH told AS (
    SELECT r.org, coalesce(p.same_as, r.person) AS person, r.content_hash, r.day, year(r.day) * 4 + quarter(r.day) AS quarter,
           min({'submission': r.submission, 'sheet': r.sheet, 'row': r.row}) AS place
    FROM contact_row r
    JOIN version v ON v.org = r.org AND v.submission = r.submission AND v.counted
    JOIN asked a ON a.org = r.org AND a.wanted
    LEFT JOIN person_same p ON p.person = r.person
    WHERE r.org IN (SELECT org FROM asked) AND r.tie = 'one' AND r.content_hash IS NOT NULL
      AND coalesce(r.occasion, '') NOT IN ('春节慰问', '七一慰问') AND r.day BETWEEN $since_on AND least($last_on, v.seen_to)
    GROUP BY r.org, coalesce(p.same_as, r.person), r.content_hash, r.day
),
same AS (
    SELECT org, person, content_hash, count(DISTINCT quarter) AS n
    FROM told
    GROUP BY org, person, content_hash
    HAVING count(DISTINCT quarter) >= $same
)
SELECT t.org, concat(t.person, '-', t.content_hash) AS item, s.n, 1 AS whole, t.person, t.day,
       t.place.submission AS submission, t.place.sheet AS sheet, t.place.row AS row
FROM told t
JOIN same s ON s.org = t.org AND s.person = t.person AND s.content_hash = t.content_hash
