-- number: 8
-- name: 无人返乡
-- asks: {whole} 人在外，春节无一人返乡？
-- marks: certificate_issued
-- needs: asked version spell_listing spell_end
-- Five members or more away as the festival's window opens and neither 临时返乡 nor the end of a stay within it, though
-- the ledger of the quarter has come.
WITH stay AS (
    SELECT l.spell, arg_max(l.org, (l.quarter, l.submission)) AS org, arg_max(l.person, (l.quarter, l.submission)) AS person,
           arg_max(l.direction, (l.quarter, l.submission)) AS direction, arg_max(l.start_on, (l.quarter, l.submission)) AS start_on,
           arg_max({'submission': l.submission, 'sheet': l.sheet, 'row': l.row}, (l.quarter, l.submission)) AS place
    FROM spell_listing l
    GROUP BY l.spell
),
festive AS (
    SELECT f.org, f.from_on, f.to_on
    FROM (SELECT unnest(CAST($home_org AS INTEGER[])) AS org, unnest(CAST($home_from AS DATE[])) AS from_on,
                 unnest(CAST($home_to AS DATE[])) AS to_on) f
    JOIN asked a ON a.org = f.org AND a.wanted
    WHERE f.to_on BETWEEN $since_on AND least($last_on, a.as_of)
      AND EXISTS (SELECT 1 FROM version v WHERE v.org = f.org AND v.counted
                  AND v.quarter = year(f.to_on) * 4 + quarter(f.to_on) - 1)
),
away AS (
    SELECT s.org, s.person, max(s.place) AS place, max(e.end_on) AS end_on, any_value(f.from_on) AS from_on, any_value(f.to_on) AS to_on
    FROM stay s
    JOIN festive f ON f.org = s.org
    LEFT JOIN spell_end e ON e.spell = s.spell
    WHERE s.direction = '流出' AND NOT coalesce(e.mistaken, false)
      AND s.start_on < f.from_on AND coalesce(e.end_on, DATE '9999-12-31') >= f.from_on
    GROUP BY s.org, s.person
)
SELECT w.org, '' AS item, count(*) OVER (PARTITION BY w.org) AS n, count(*) OVER (PARTITION BY w.org) AS whole, w.person,
       CAST(NULL AS DATE) AS day, w.place.submission AS submission, w.place.sheet AS sheet, w.place.row AS row
FROM away w
WHERE NOT EXISTS (SELECT 1 FROM away b WHERE b.org = w.org AND b.end_on BETWEEN b.from_on AND b.to_on)
  AND NOT EXISTS (
    SELECT 1
    FROM certificate_row r
    JOIN version v ON v.org = r.org AND v.submission = r.submission AND v.counted
    WHERE r.org = w.org AND r.item = '临时返乡' AND r.day BETWEEN w.from_on AND w.to_on
  )
QUALIFY count(*) OVER (PARTITION BY w.org) >= $some
