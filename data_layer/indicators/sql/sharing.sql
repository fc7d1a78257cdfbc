-- Other branches that have reported a person whom these branches have reported too.
SELECT DISTINCT o.org
FROM person_identity m
JOIN person_identity o ON o.person = m.person
WHERE m.org IN (SELECT unnest(CAST($orgs AS INTEGER[]))) AND o.org NOT IN (SELECT unnest(CAST($orgs AS INTEGER[])))
