-- Failed attempts on a name since it last signed in.
SELECT count(*) AS failed, max(recorded_at) AS last
FROM sign_in_event
WHERE name_hash = $name_hash AND NOT succeeded AND recorded_at >= $since
  AND recorded_at > coalesce(
      (SELECT max(recorded_at) FROM sign_in_event
       WHERE name_hash = $name_hash AND succeeded AND recorded_at >= $since), $since)
