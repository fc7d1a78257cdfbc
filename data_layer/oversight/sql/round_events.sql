-- Every event of one round (or of all rounds), in order, with the hash of the record its first one froze.
SELECT * FROM round_event
WHERE CAST($round AS BIGINT) IS NULL OR round = $round
ORDER BY event
