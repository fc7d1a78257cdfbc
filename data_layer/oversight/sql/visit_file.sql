-- One photo or paper of a visit.
SELECT f.visit, f.org, k.content
FROM visit_file f
JOIN kept_file k ON k.sha256 = f.sha256
WHERE f.event = $event AND f.nth = $nth
LIMIT 1
