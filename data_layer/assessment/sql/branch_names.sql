-- Every name that some branches have reported.
SELECT DISTINCT org, name FROM person_identity WHERE org IN (SELECT unnest(CAST($orgs AS INTEGER[])))
