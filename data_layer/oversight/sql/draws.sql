-- The draws over an organisation for a quarter, latest first.
SELECT event AS draw, org, quarter, seed, claimed, closed FROM draw_event
WHERE org = $org AND quarter = $quarter
ORDER BY event DESC
