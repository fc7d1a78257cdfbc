-- Ledgers of some branches with where their row stands and the file they came from.
SELECT rowid AS place, submission, org, file_sha256
FROM submission
WHERE org IN (SELECT unnest($orgs::INTEGER[]))
ORDER BY submission
