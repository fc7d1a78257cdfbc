-- One file handed in with an event of a round.
SELECT f.kind, k.content
FROM round_file f
JOIN kept_file k ON k.sha256 = f.sha256
WHERE f.event = $event AND f.nth = $nth
