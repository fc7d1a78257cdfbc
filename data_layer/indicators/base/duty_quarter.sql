-- needs: asked calendar due version
-- The quarters a wanted branch answers for: active, assessed, with deadline, first and counted submission.
SELECT a.org, a.family, a.as_of, a.known_at, c.quarter, c.period, c.first_on, c.last_on, c.min_days_due, d.due_on,
       max(v.submission) FILTER (v.counted) AS ledger,
       max(v.received_on) FILTER (v.counted) AS received_on,
       max(v.received_on) FILTER (v.first) AS first_received_on,
       max(v.submission) FILTER (v.first) AS first_submission,
       max(v.floating_declared) FILTER (v.counted) AS floating_declared,
       any_value(v.cover_cells) FILTER (v.counted) AS cover_cells
FROM asked a
JOIN calendar c ON c.rules = a.rules AND c.assessed AND c.quarter BETWEEN a.first_quarter AND a.last_quarter
JOIN due d ON d.org = a.org AND d.quarter = c.quarter
LEFT JOIN version v ON v.org = a.org AND v.quarter = c.quarter
WHERE a.wanted
GROUP BY a.org, a.family, a.as_of, a.known_at, c.quarter, c.period, c.first_on, c.last_on, c.min_days_due, d.due_on
