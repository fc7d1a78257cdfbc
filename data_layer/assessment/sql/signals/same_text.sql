-- number: 1
-- name: 内容雷同
-- asks: {whole} 名党员的联系内容中，{n} 名的一字不差，是逐人联系后写的吗？
-- marks: contact_recorded
-- needs: asked version person_same
-- The same words for three members or more in one quarter, each on a row of his own. Greetings of a festival are left
-- out: they may well be the same for everybody.
WITH told AS (
    SELECT r.org, coalesce(p.same_as, r.person) AS person, r.content_hash, r.day,
           min({'submission': r.submission, 'sheet': r.sheet, 'row': r.row}) AS place
    FROM contact_row r
    JOIN version v ON v.org = r.org AND v.submission = r.submission AND v.counted
    JOIN asked a ON a.org = r.org AND a.wanted
    LEFT JOIN person_same p ON p.person = r.person
    WHERE r.org IN (SELECT org FROM asked) AND r.tie = 'one' AND r.content_hash IS NOT NULL
      AND coalesce(r.occasion, '') NOT IN ('春节慰问', '七一慰问') AND r.day BETWEEN $first_on AND least($last_on, v.seen_to)
    GROUP BY r.org, coalesce(p.same_as, r.person), r.content_hash, r.day
),
same AS (
    SELECT org, content_hash, count(DISTINCT person) AS n
    FROM told
    GROUP BY org, content_hash
    HAVING count(DISTINCT person) >= $same AND count(DISTINCT place) >= $same
    -- one question a branch: about the words most of its members share
    QUALIFY row_number() OVER (PARTITION BY org ORDER BY count(DISTINCT person) DESC, content_hash) = 1
),
whole AS (SELECT org, count(DISTINCT person) AS whole FROM told GROUP BY org)
SELECT t.org, '' AS item, s.n, w.whole, t.person, t.day,
       t.place.submission AS submission, t.place.sheet AS sheet, t.place.row AS row
FROM told t
JOIN same s ON s.org = t.org AND s.content_hash = t.content_hash
JOIN whole w ON w.org = t.org
