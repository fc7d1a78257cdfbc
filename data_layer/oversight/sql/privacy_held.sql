-- How much of whom some branches hold.
SELECT
    (SELECT count(DISTINCT person) FROM person_identity WHERE org IN (SELECT unnest($orgs::INTEGER[])) AND name <> $erased) AS people,
    (SELECT count(DISTINCT person) FROM person_identity WHERE org IN (SELECT unnest($orgs::INTEGER[])) AND name = $erased) AS erased,
    (SELECT count(*) FROM submission WHERE org IN (SELECT unnest($orgs::INTEGER[]))) AS ledgers,
    (SELECT count(DISTINCT person) FROM member_row WHERE hardship AND org IN (SELECT unnest($orgs::INTEGER[]))) AS hardship
