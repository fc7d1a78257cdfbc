-- What was written about some people and nobody else: with findings about them alone, and as notes of visits and calls.
WITH own AS (
    SELECT finding FROM finding_person GROUP BY finding
    HAVING bool_and(person IN (SELECT unnest($persons::BIGINT[])))
),
events AS (
    SELECT e.event, NULL AS field FROM finding_event e JOIN own o ON o.finding = e.finding
    UNION ALL
    SELECT event, 'note-' || claim FROM visit_result WHERE person IN (SELECT unnest($persons::BIGINT[]))
    UNION ALL
    SELECT event, NULL FROM draw_answer WHERE person IN (SELECT unnest($persons::BIGINT[]))
)
SELECT DISTINCT t.rowid AS place
FROM oversight_text t
JOIN events e ON e.event = t.event AND (e.field IS NULL OR e.field = t.field)
WHERE t.field NOT IN ('leader', 'person')
