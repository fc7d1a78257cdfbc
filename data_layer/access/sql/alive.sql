-- Sessions that are alive: begun after $oldest, used after $idle, not ended.
SELECT session, min(account) AS account,
       min(CASE WHEN kind = 'created' THEN recorded_at END) AS created,
       max(recorded_at) AS seen,
       arg_max(address, recorded_at) AS address,
       min(agent) AS agent
FROM session_event
WHERE recorded_at >= $oldest
GROUP BY session
HAVING max(CASE WHEN kind = 'ended' THEN 1 ELSE 0 END) = 0
   AND min(CASE WHEN kind = 'created' THEN recorded_at END) IS NOT NULL
   AND max(recorded_at) >= $idle
ORDER BY seen DESC, session
