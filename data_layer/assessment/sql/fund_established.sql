-- The first day on which each committee had a budget for a year, what the budgets of that day came to, when recorded.
SELECT e.org, e.day, sum(e.amount) AS amount, min(e.recorded_at) AS recorded_at
FROM fund_event AS e
WHERE
    e.kind = 'budget' AND e.year = $year AND e.org IN (SELECT unnest($funds::INTEGER[]))
    AND e.day <= $as_of AND e.recorded_at <= $known_at
    AND NOT EXISTS (
        SELECT 1 FROM fund_event AS v WHERE v.voids = e.event AND v.recorded_at <= $known_at AND v.day <= $as_of
    )
GROUP BY e.org, e.day
QUALIFY row_number() OVER (PARTITION BY e.org ORDER BY e.day) = 1
