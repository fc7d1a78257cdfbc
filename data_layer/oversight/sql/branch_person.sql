-- Whether a branch has reported a person.
SELECT 1 AS known FROM person_identity WHERE org = $org AND person = $person LIMIT 1
