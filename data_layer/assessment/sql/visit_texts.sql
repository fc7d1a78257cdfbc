-- What was written with the visits of some branches: why they were chosen, dropped.
SELECT t.event, t.org, t.field, t.text
FROM oversight_text AS t
JOIN visit_event AS e ON e.event = t.event AND e.org = t.org
WHERE t.org IN (SELECT unnest($orgs::INTEGER[])) AND e.recorded_at <= $known_at
ORDER BY t.event, t.field
