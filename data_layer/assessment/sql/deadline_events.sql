-- Deadlines set for some organisations, latest last: the deadline table (above branches) and extensions (branches).
SELECT org, quarter, due_on, day, reason, account, recorded_at
FROM deadline_event
WHERE org IN (SELECT unnest($orgs::INTEGER[])) AND day <= $as_of AND recorded_at <= $known_at
ORDER BY event
