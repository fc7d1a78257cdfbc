-- What was last written about each finding of some branches, by field.
SELECT e.finding, e.org, t.field, arg_max(t.text, t.event) AS text
FROM oversight_text t
JOIN finding_event e ON e.event = t.event AND e.org = t.org
WHERE e.org IN (SELECT unnest(CAST($orgs AS INTEGER[]))) AND t.field IN ('facts', 'measures', 'leader', 'person')
  AND e.day <= $as_of AND e.recorded_at <= $known_at
GROUP BY e.finding, e.org, t.field
