-- Sessions of an account that have not been ended and may still be alive.
SELECT session
FROM session_event
WHERE account = $account AND recorded_at >= $oldest
GROUP BY session
HAVING max(CASE WHEN kind = 'ended' THEN 1 ELSE 0 END) = 0
