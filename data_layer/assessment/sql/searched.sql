-- The ledgers in which proof of a duty could stand: those of some branches, of a quarter or later, each with its version.
SELECT submission, org, quarter, file_name, received_on,
       row_number() OVER (PARTITION BY org, quarter ORDER BY submission) AS version
FROM submission
WHERE org IN (SELECT unnest($orgs::INTEGER[])) AND quarter >= $quarter
  AND received_on <= $as_of AND recorded_at <= $known_at
ORDER BY quarter DESC, submission DESC
