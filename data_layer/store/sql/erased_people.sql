-- People whose name is gone.
SELECT DISTINCT person FROM person_identity WHERE name = $erased OR name_key LIKE $erased || '#%' ORDER BY person
