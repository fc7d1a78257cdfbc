-- Identity rows of some people.
SELECT rowid AS place, person, org, name, name_key, name_hash, id_number, id_hash
FROM person_identity
WHERE person IN (SELECT unnest($persons::BIGINT[]))
