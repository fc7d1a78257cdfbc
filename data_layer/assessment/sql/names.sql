-- The latest name of each person, as reported.
SELECT person, max_by(org, recorded_at) AS org, max_by(name, recorded_at) AS name
FROM person_identity
WHERE person IN (SELECT unnest($persons::BIGINT[]))
GROUP BY person
