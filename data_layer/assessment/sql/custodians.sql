-- The 台账负责人 and phone on the latest 封面 of each branch, whatever its quarter, and where they stand.
WITH kept AS (
    SELECT s.org, s.quarter, s.submission
    FROM submission s
    WHERE s.org IN (SELECT unnest($orgs::INTEGER[])) AND s.received_on <= $as_of AND s.recorded_at <= $known_at
      AND NOT EXISTS (
          SELECT 1 FROM submission_event e
          WHERE e.org = s.org AND e.submission = s.submission AND e.kind = 'withdrawn'
            AND e.day <= $as_of AND e.recorded_at <= $known_at
      )
),
latest AS (SELECT org, arg_max(submission, (quarter, submission)) AS submission FROM kept GROUP BY org)
SELECT t.org, t.submission, t.sheet, t.row, t.cells ->> '台账负责人' AS name, t.cells ->> '联系电话' AS phone
FROM row_text t
JOIN latest l ON l.org = t.org AND l.submission = t.submission
WHERE t.org IN (SELECT unnest($orgs::INTEGER[])) AND t.kind = '封面'
ORDER BY t.org
