-- Names and numbers under which some branches have reported their people.
SELECT org, person, submission, name, name_key, id_number, id_hash
FROM person_identity
WHERE org IN (SELECT unnest($orgs))
ORDER BY submission
