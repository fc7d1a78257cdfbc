-- Every parameter event, in the order recorded.
SELECT event, org, name, value, valid_from, source, account, recorded_at
FROM parameter_event
ORDER BY event
