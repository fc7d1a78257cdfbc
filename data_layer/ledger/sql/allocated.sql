-- Allocations in force to a branch for a year (四（二）).
SELECT e.event
FROM fund_event AS e
WHERE
    e.kind = 'allocated' AND e.branch = $org AND e.year = $year
    AND NOT EXISTS (SELECT 1 FROM fund_event AS v WHERE v.voids = e.event)
