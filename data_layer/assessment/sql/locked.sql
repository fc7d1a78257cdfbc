-- Locks, unlockings and exceptions of a quarter among some organisations, in the order recorded.
SELECT event, org, kind, until, reason FROM lock_event
WHERE quarter = $quarter AND org IN (SELECT unnest($orgs::INTEGER[])) AND recorded_at <= $known_at
ORDER BY event
