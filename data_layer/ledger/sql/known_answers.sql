-- Answers and aliases of some branches: what a question about a vanished spell or a new number led to.
SELECT 'answer' AS kind, event, org, spell AS subject, NULL AS same_as, submission, answer, end_on, end_kind
FROM spell_answer
WHERE org IN (SELECT unnest($orgs))
UNION ALL
SELECT 'spell', event, org, spell, same_as, submission, NULL, NULL, NULL
FROM spell_alias
WHERE org IN (SELECT unnest($orgs))
UNION ALL
SELECT 'person', event, org, person, same_as, submission, NULL, NULL, NULL
FROM person_alias
WHERE org IN (SELECT unnest($orgs))
ORDER BY event
