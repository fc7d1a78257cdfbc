-- Budgets and allocations of a year until a day: sums, with the first day of each.
SELECT e.org, e.branch, e.kind, e.source, sum(e.amount) AS amount, min(e.day) AS first_day
FROM fund_event AS e
WHERE
    e.kind IN ('budget', 'allocated') AND e.year = $year AND e.day <= $until
    AND e.day <= $as_of AND e.recorded_at <= $known_at
    AND (e.org IN (SELECT unnest($funds::INTEGER[])) OR e.branch IN (SELECT unnest($branches::INTEGER[])))
    AND NOT EXISTS (
        SELECT 1 FROM fund_event AS v WHERE v.voids = e.event AND v.recorded_at <= $known_at AND v.day <= $as_of
    )
GROUP BY ALL
