-- Locks, unlockings and exceptions of a quarter along a path of organisations, in the order recorded.
SELECT event, org, kind, until FROM lock_event WHERE quarter = $quarter AND org IN (SELECT unnest($orgs)) ORDER BY event
