-- Branches somebody has been to since a day, with the first day, as known at a time (督查覆盖: repeated visits count once).
SELECT org, min(day) AS first_on, min(recorded_at) AS recorded_at
FROM visit_event
WHERE kind = 'done' AND org IN (SELECT unnest($orgs::INTEGER[])) AND day BETWEEN $from_on AND $as_of AND recorded_at <= $known_at
GROUP BY org
ORDER BY org
