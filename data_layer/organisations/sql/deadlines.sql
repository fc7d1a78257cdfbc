-- The deadline table and the extensions, in the order recorded.
SELECT event, org, quarter, due_on, day, reason, account, recorded_at
FROM deadline_event
ORDER BY event
