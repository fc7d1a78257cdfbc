-- Lines of the log, the latest first. everything: also of organisations outside orgs and of none.
SELECT event, recorded_at, account, actor, action, org, object, result, address
FROM audit_event
WHERE recorded_at >= $first AND recorded_at < $until
  AND ($everything OR org IN (SELECT unnest(CAST($orgs AS INTEGER[]))))
  AND ($actor IS NULL OR actor = $actor)
  AND ($action IS NULL OR action = $action)
  AND ($org IS NULL OR org = $org)
  -- a detail, as which result of a meeting, says that it went well
  AND ($result IS NULL OR $result = CASE WHEN result IN ('denied', 'error') THEN result ELSE 'ok' END)
ORDER BY event DESC
LIMIT $most
