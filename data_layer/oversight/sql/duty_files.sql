-- The papers handed in for one duty, as known at a time.
SELECT f.event, f.nth, f.kind, f.size, f.day, t.text AS name
FROM duty_file f
LEFT JOIN oversight_text t ON t.event = f.event AND t.org = f.org AND t.field = 'file-' || f.nth
WHERE f.org = $org AND f.indicator = $indicator AND f.period = $period AND f.subject = $subject
  AND f.day <= $as_of AND f.recorded_at <= $known_at
ORDER BY f.event, f.nth
