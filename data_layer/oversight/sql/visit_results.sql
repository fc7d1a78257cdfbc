-- The last word on every claim of a visit, with its note.
WITH last_word AS (
    SELECT claim, max(event) AS event, arg_max(result, event) AS result, arg_max(person, event) AS person
    FROM visit_result WHERE visit = $visit GROUP BY claim
)
SELECT l.claim, l.event, l.result, l.person, t.text AS note
FROM last_word AS l
LEFT JOIN oversight_text AS t ON t.event = l.event AND t.org = $org AND t.field = 'note-' || l.claim
ORDER BY l.claim
