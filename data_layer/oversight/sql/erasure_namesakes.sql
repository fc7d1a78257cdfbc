-- Which of some names other people of some branches bear too.
SELECT DISTINCT name_key
FROM person_identity
WHERE org IN (SELECT unnest($orgs::INTEGER[])) AND person NOT IN (SELECT unnest($persons::BIGINT[]))
  AND name_key IN (SELECT unnest($keys::VARCHAR[]))
