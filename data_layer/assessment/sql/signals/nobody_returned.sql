-- number: 8
-- name: 无人返乡
-- asks: {whole} 人在外，春节无一人返乡？
-- marks: certificate_issued
-- obligations: spring_festival_contact
-- needs: asked stated festival version spell_listing spell_end
-- Five members or more away on new year's day and neither 临时返乡 nor the end of a stay within the festival's window,
-- though the ledger of the quarter has come.
WITH listed AS (
    SELECT org, person, arg_max({'submission': submission, 'sheet': sheet, 'row': row}, quarter) AS place
    FROM spell_listing
    WHERE direction = '流出' AND quarter <= $quarter
    GROUP BY org, person
),
away AS (
    SELECT s.org, s.person, coalesce(l.place, s.evidence) AS place, count(*) OVER (PARTITION BY s.org) AS whole, f.from_on, f.to_on
    FROM stated s
    JOIN asked a ON a.org = s.org AND a.wanted
    JOIN festival f ON f.rules = a.rules AND f.period = s.period
    LEFT JOIN listed l ON l.org = s.org AND l.person = s.person
    WHERE s.closed AND NOT s.exempt AND s.reported AND f.to_on BETWEEN $since_on AND $last_on
),
back AS (
    SELECT r.org, r.day
    FROM certificate_row r
    JOIN version v ON v.org = r.org AND v.submission = r.submission AND v.counted
    WHERE r.org IN (SELECT org FROM asked) AND r.item = '临时返乡'
    UNION ALL
    SELECT l.org, e.end_on FROM spell_end e JOIN spell_listing l ON l.spell = e.spell AND l.direction = '流出'
)
SELECT w.org, '' AS item, CAST(w.whole AS INTEGER) AS n, w.whole, w.person, CAST(NULL AS DATE) AS day,
       w.place.submission AS submission, w.place.sheet AS sheet, w.place.row AS row
FROM away w
WHERE w.whole >= $some
  AND NOT EXISTS (SELECT 1 FROM back b WHERE b.org = w.org AND b.day BETWEEN w.from_on AND w.to_on)
