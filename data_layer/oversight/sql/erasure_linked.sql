-- Numbers of the people who are the same as some: by an answer, or by the number of their identity card.
SELECT person FROM person_identity
WHERE id_hash IN (SELECT id_hash FROM person_identity WHERE id_hash IS NOT NULL AND person IN (SELECT unnest($persons::BIGINT[])))
UNION SELECT same_as FROM person_alias WHERE person IN (SELECT unnest($persons::BIGINT[]))
UNION SELECT person FROM person_alias WHERE same_as IN (SELECT unnest($persons::BIGINT[]))
UNION SELECT unnest($persons::BIGINT[])
