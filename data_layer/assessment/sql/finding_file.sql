-- One file handed in with an event of a finding.
SELECT f.org, f.kind, k.content, t.text AS name
FROM finding_file f
JOIN kept_file k ON k.sha256 = f.sha256
LEFT JOIN oversight_text t ON t.event = f.event AND t.org = f.org AND t.field = 'file-' || f.nth
WHERE f.event = $event AND f.nth = $nth
LIMIT 1
