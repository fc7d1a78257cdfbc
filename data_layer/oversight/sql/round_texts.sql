-- What was written with the events of a round, of some organisations.
SELECT t.event, t.org, t.field, t.text
FROM oversight_text t
JOIN round_event e ON e.event = t.event AND e.round = $round
WHERE t.org IN (SELECT unnest(CAST($orgs AS INTEGER[])))
