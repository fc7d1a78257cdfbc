-- The draws over an organisation for a quarter as known at a time, latest first.
SELECT event AS draw, org, quarter, seed, claimed, closed FROM draw_event
WHERE org = $org AND quarter = $quarter AND day <= $as_of AND recorded_at <= $known_at
ORDER BY event DESC
