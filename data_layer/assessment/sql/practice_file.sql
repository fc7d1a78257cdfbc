-- One paper of a practice.
SELECT f.practice, f.org, f.kind, k.content
FROM practice_file f
JOIN kept_file k ON k.sha256 = f.sha256
WHERE f.event = $event AND f.nth = $nth
LIMIT 1
