-- One session as its events leave it. $oldest (now less the longest life) lets the engine skip older blocks.
-- What another system vouched for at the start is no word given here: only confirming it is.
SELECT min(account) AS account,
       min(CASE WHEN kind = 'created' THEN recorded_at END) AS created,
       max(recorded_at) AS seen,
       max(CASE WHEN kind = 'confirmed' OR kind = 'created' AND source IS NULL THEN recorded_at END) AS confirmed,
       min(source) AS source,
       coalesce(max(CASE WHEN kind = 'ended' THEN 1 ELSE 0 END), 0) = 1 AS ended
FROM session_event
WHERE session = $session AND recorded_at >= $oldest
