-- How often information was shown in full or taken away since a moment, and by how many accounts.
SELECT action, count(*) AS times, count(DISTINCT account) AS accounts
FROM audit_event
WHERE action IN (SELECT unnest($actions::VARCHAR[])) AND recorded_at >= $since AND result = 'ok'
  AND (org IS NULL OR org IN (SELECT unnest($orgs::INTEGER[])))
GROUP BY action
