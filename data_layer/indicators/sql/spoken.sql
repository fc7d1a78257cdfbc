-- Which tables of rare events hold anything about branches between two keys (at least those asked about).
(SELECT 'deadline_event' AS said FROM deadline_event WHERE org BETWEEN $low AND $high LIMIT 1)
UNION ALL
(SELECT 'submission_event' AS said FROM submission_event WHERE org BETWEEN $low AND $high LIMIT 1)
UNION ALL
(SELECT 'person_alias' AS said FROM person_alias WHERE org BETWEEN $low AND $high LIMIT 1)
UNION ALL
(SELECT 'spell_alias' AS said FROM spell_alias WHERE org BETWEEN $low AND $high LIMIT 1)
UNION ALL
(SELECT 'spell_answer' AS said FROM spell_answer WHERE org BETWEEN $low AND $high LIMIT 1)
UNION ALL
(SELECT 'exemption' AS said FROM exemption WHERE org BETWEEN $low AND $high LIMIT 1)
UNION ALL
(SELECT 'ruling' AS said FROM ruling WHERE org BETWEEN $low AND $high LIMIT 1)
