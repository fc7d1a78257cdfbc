-- The events of one finding, each with what was written (field, text) and what was handed in (nth, kind, size).
SELECT e.event, e.kind, e.day, e.due_on, e.account, e.recorded_at, e.submission, e.sheet, e.row, e.remedied_on,
       (SELECT list({'field': t.field, 'text': t.text}) FROM oversight_text t WHERE t.event = e.event AND t.org = e.org) AS texts,
       (SELECT list({'nth': f.nth, 'kind': f.kind, 'size': f.size} ORDER BY f.nth) FROM finding_file f
        WHERE f.event = e.event AND f.org = e.org) AS files
FROM finding_event e
WHERE e.org = $org AND e.finding = $finding AND e.day <= $as_of AND e.recorded_at <= $known_at
ORDER BY e.event
