-- needs: asked quarter spell_listing spell_end
-- A 流出 spell in a quarter: the facts that hold for it there (latest ledger with quarter <= q that lists it, else the
-- earliest) and its scope days from_on..to_on. An open spell runs on. origin: the branch that first listed it.
WITH listing AS (
    SELECT *, lag(quarter) OVER w IS NULL AS earliest, lead(quarter) OVER w AS next_quarter
    FROM (
        SELECT *, row_number() OVER (PARTITION BY spell, quarter ORDER BY submission DESC, row DESC) AS nth FROM spell_listing
    )
    WHERE nth = 1
    WINDOW w AS (PARTITION BY spell ORDER BY quarter)
),
origin AS (SELECT spell, arg_min(org, quarter * 1000000000000 + submission) AS org FROM spell_listing GROUP BY spell)
SELECT l.spell, l.person, l.family, o.org AS origin, q.quarter, q.first_on, q.last_on, l.submission, l.sheet, l.row,
       l.contact_key, l.start_on, coalesce(e.mistaken, false) AS mistaken, e.given_on,
       greatest(l.start_on, q.first_on) AS from_on,
       least(coalesce(e.end_on - 1, q.last_on), q.last_on) AS to_on
FROM listing l
JOIN origin o ON o.spell = l.spell
JOIN asked a ON a.org = l.org
JOIN quarter q ON (q.quarter >= l.quarter OR l.earliest) AND (l.next_quarter IS NULL OR q.quarter < l.next_quarter)
LEFT JOIN spell_end e ON e.spell = l.spell
WHERE l.direction = '流出' AND l.start_on <= q.last_on AND l.start_on <= a.seen_to
  AND (e.end_on IS NULL OR e.end_on > greatest(l.start_on, q.first_on))
