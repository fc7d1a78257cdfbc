-- What was asked for, and what came of it.
SELECT a.request, a.org, a.person, a.day, a.ground, a.account, a.recorded_at,
       e.kind AS ended, e.day AS ended_on, e.account AS ended_by, e.report,
       (SELECT any_value(t.text) FROM oversight_text t WHERE t.event = a.event AND t.field = 'reason') AS reason
FROM erasure_event a
LEFT JOIN erasure_event e ON e.request = a.request AND e.kind <> 'asked'
WHERE a.kind = 'asked'
ORDER BY a.request DESC
