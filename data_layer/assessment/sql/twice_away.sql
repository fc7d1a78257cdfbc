-- needs: asked spell_listing spell_end
-- The same person away (流出) from two families of branches on the day asked about: one row a side that is asked about,
-- with the other branch's number and nothing else of it.
WITH away AS (
    SELECT l.spell, arg_max(l.person, (l.quarter, l.submission)) AS person, arg_max(l.org, (l.quarter, l.submission)) AS org,
           arg_max(l.family, (l.quarter, l.submission)) AS family, arg_max(l.start_on, (l.quarter, l.submission)) AS start_on,
           arg_max(l.direction, (l.quarter, l.submission)) AS direction,
           arg_max({'submission': l.submission, 'sheet': l.sheet, 'row': l.row}, (l.quarter, l.submission)) AS place
    FROM spell_listing l
    LEFT JOIN spell_end e ON e.spell = l.spell
    WHERE NOT coalesce(e.mistaken, false) AND coalesce(e.end_on, DATE '9999-12-31') > CAST($as_of_day AS DATE)
    GROUP BY l.spell
)
SELECT DISTINCT o.org, x.org AS other, o.person, o.start_on AS day,
       o.place.submission AS submission, o.place.sheet AS sheet, o.place.row AS row
FROM away o
JOIN asked a ON a.org = o.org AND a.wanted
JOIN away x ON x.person = o.person AND x.family <> o.family
WHERE o.direction = '流出' AND x.direction = '流出' AND o.start_on <= CAST($as_of_day AS DATE) AND x.start_on <= CAST($as_of_day AS DATE)
ORDER BY ALL
