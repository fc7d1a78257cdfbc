-- Every event of practices up to a moment, in order, with what was written, referred to and handed in.
SELECT e.event, e.practice, e.org, e.kind, e.day, e.form, e.manner, e.person, e.target, e.consent, e.account, e.recorded_at,
       (SELECT list({'field': t.field, 'text': t.text}) FROM oversight_text t WHERE t.event = e.event AND t.org = e.org) AS texts,
       (SELECT list({'kind': r.kind, 'number': r.number, 'indicator': r.indicator, 'period': r.period, 'met': r.met, 'closed': r.closed,
                     'as_of': r.as_of} ORDER BY r.nth) FROM practice_reference r WHERE r.event = e.event) AS refs,
       (SELECT list({'nth': f.nth, 'kind': f.kind, 'size': f.size} ORDER BY f.nth) FROM practice_file f WHERE f.event = e.event) AS files
FROM practice_event e
WHERE e.day <= $as_of AND e.recorded_at <= $known_at AND ($practice::BIGINT IS NULL OR e.practice = $practice)
ORDER BY e.event
