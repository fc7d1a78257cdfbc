-- One submission; superseded: a newer one of its quarter stands.
WITH withdrawn AS (
    SELECT e.submission FROM submission_event e
    JOIN submission s ON s.org = e.org
    WHERE s.submission = $submission AND e.kind = 'withdrawn'
)
SELECT s.submission, s.org, s.quarter, s.received_on, s.recorded_at, s.file_sha256, s.file_name, s.account,
       s.submission IN (SELECT submission FROM withdrawn) AS withdrawn,
       EXISTS (
           SELECT 1 FROM submission n
           WHERE n.org = s.org AND n.quarter = s.quarter AND n.submission > s.submission
             AND n.submission NOT IN (SELECT submission FROM withdrawn)
       ) AS superseded
FROM submission s
WHERE s.submission = $submission
