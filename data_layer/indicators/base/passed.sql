-- needs: handover spell_listing spell_scope
-- empty without: handover
-- Spells that organisation events handed on: the branch a spell has come to by its last scope day in a quarter. From
-- branch to branch in order of days: a merger takes everything, a split what the new branch lists itself.
WITH RECURSIVE walk AS (
    SELECT spell, quarter, to_on, origin AS holder, DATE '0001-01-01' AS since, 0 AS step
    FROM spell_scope
    WHERE origin IN (SELECT source FROM handover)
    UNION ALL
    SELECT spell, quarter, to_on, target, day, step + 1
    FROM (
        SELECT w.spell, w.quarter, w.to_on, h.target, h.day, w.step,
               row_number() OVER (PARTITION BY w.spell, w.quarter ORDER BY h.day, h.target) AS nth
        FROM walk w
        JOIN handover h ON h.source = w.holder AND h.day BETWEEN w.since AND w.to_on
        WHERE w.step < 20
          AND (NOT h.split OR EXISTS (SELECT 1 FROM spell_listing x WHERE x.spell = w.spell AND x.org = h.target))
    )
    WHERE nth = 1
)
SELECT spell, quarter, arg_max(holder, step) AS target
FROM walk
GROUP BY spell, quarter
