-- Who a number belongs to, store-wide: the first to be reported under it, and the names that came with it.
SELECT id_hash, min(person) AS person, list(DISTINCT name_key) AS names
FROM person_identity
WHERE id_hash IN (SELECT unnest($hashes))
GROUP BY id_hash
