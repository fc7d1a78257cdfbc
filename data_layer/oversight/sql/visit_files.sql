-- Photos and papers of a visit, in the order in which they were handed in.
SELECT f.event, f.nth, f.kind, f.size, t.text AS name
FROM visit_file f
LEFT JOIN oversight_text t ON t.event = f.event AND t.org = f.org AND t.field = 'file-' || f.nth
WHERE f.visit = $visit
ORDER BY f.event, f.nth
