-- Changes whenever anything is recorded that a figure may rest on. (One row a table: much cheaper to plan than columns.)
SELECT 1 AS place, max(submission) AS n FROM submission
UNION ALL SELECT 2, count(*) FROM submission_event
UNION ALL SELECT 3, count(*) FROM organisation_event
UNION ALL SELECT 4, count(*) FROM parameter_event
UNION ALL SELECT 5, count(*) FROM deadline_event
UNION ALL SELECT 6, count(*) FROM spell_answer
UNION ALL SELECT 7, count(*) FROM person_alias
UNION ALL SELECT 8, count(*) FROM spell_alias
UNION ALL SELECT 9, count(*) FROM exemption
UNION ALL SELECT 10, count(*) FROM ruling
UNION ALL SELECT 11, count(*) FROM journal
UNION ALL SELECT 12, count(*) FROM fund_event
UNION ALL SELECT 13, count(*) FROM committee_record
