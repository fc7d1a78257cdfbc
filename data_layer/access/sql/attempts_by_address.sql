-- Attempts from an address that came to nothing. Each attempt is first recorded as failed, so a success takes one away.
SELECT coalesce(sum(CASE WHEN succeeded THEN -1 ELSE 1 END), 0) AS failed,
       max(CASE WHEN NOT succeeded THEN recorded_at END) AS last
FROM sign_in_event
WHERE address = $address AND recorded_at >= $since
