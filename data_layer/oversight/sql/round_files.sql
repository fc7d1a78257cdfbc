-- The ledgers that count for some branches from a quarter on: the latest version of each not withdrawn, and its file.
SELECT org, quarter, submission, file_sha256, received_on
FROM submission s
WHERE org IN (SELECT unnest(CAST($orgs AS INTEGER[]))) AND quarter >= $quarter
  AND received_on <= $as_of AND recorded_at <= $known_at
  AND NOT EXISTS (
      SELECT 1 FROM submission_event e
      WHERE e.org = s.org AND e.submission = s.submission AND e.kind = 'withdrawn' AND e.day <= $as_of AND e.recorded_at <= $known_at
  )
QUALIFY row_number() OVER (PARTITION BY org, quarter ORDER BY submission DESC) = 1
ORDER BY org, quarter
