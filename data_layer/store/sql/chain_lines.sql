-- Lines of the log after an event, in the order of the chain.
SELECT event, account, actor, action, org, object, result, address, recorded_at
FROM audit_event
WHERE event > $after
ORDER BY event
