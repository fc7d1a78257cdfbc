-- One session as its events leave it. $oldest (now less the longest life) lets the engine skip older blocks.
SELECT min(account) AS account,
       min(CASE WHEN kind = 'created' THEN recorded_at END) AS created,
       max(recorded_at) AS seen,
       max(CASE WHEN kind IN ('created', 'confirmed') THEN recorded_at END) AS confirmed,
       coalesce(max(CASE WHEN kind = 'ended' THEN 1 ELSE 0 END), 0) = 1 AS ended
FROM session_event
WHERE session = $session AND recorded_at >= $oldest
