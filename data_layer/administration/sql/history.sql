SELECT org, name, value, valid_from, source, account, recorded_at
FROM parameter_event
WHERE org IN (SELECT unnest($orgs))
ORDER BY event DESC
