-- Each branch's ledgers of a quarter as known at a time: when the first came, the one that counts, whether it was sent
-- back, and the day last given to the branch (an extension, or with a return).
WITH kept AS (
    SELECT s.org, s.submission, s.received_on
    FROM submission s
    WHERE s.org IN (SELECT unnest($orgs::INTEGER[])) AND s.quarter = $quarter
      AND s.received_on <= $as_of AND s.recorded_at <= $known_at
      AND NOT EXISTS (
          SELECT 1 FROM submission_event e
          WHERE e.org = s.org AND e.submission = s.submission AND e.kind = 'withdrawn'
            AND e.day <= $as_of AND e.recorded_at <= $known_at
      )
),
counted AS (
    SELECT org, max(submission) AS submission, count(*) AS versions, arg_min(received_on, submission) AS first_on,
           arg_max(received_on, submission) AS received_on
    FROM kept
    GROUP BY org
),
returned AS (
    SELECT e.org, e.submission, arg_max(e.reason, e.event) AS reason, max(e.day) AS returned_on
    FROM submission_event e
    WHERE e.org IN (SELECT unnest($orgs::INTEGER[])) AND e.kind = 'returned'
      AND e.day <= $as_of AND e.recorded_at <= $known_at
    GROUP BY e.org, e.submission
),
given AS (
    SELECT org, due_on, event FROM deadline_event
    WHERE org IN (SELECT unnest($orgs::INTEGER[])) AND quarter = $quarter AND day <= $as_of AND recorded_at <= $known_at
    UNION ALL
    SELECT e.org, e.new_due, e.event
    FROM submission_event e
    JOIN submission s ON s.org = e.org AND s.submission = e.submission
    WHERE e.org IN (SELECT unnest($orgs::INTEGER[])) AND s.quarter = $quarter AND e.kind = 'returned'
      AND e.new_due IS NOT NULL AND e.day <= $as_of AND e.recorded_at <= $known_at
),
latest AS (SELECT org, arg_max(due_on, event) AS given_due FROM given GROUP BY org)
SELECT o.org, c.submission, coalesce(c.versions, 0) AS versions, c.first_on, c.received_on, r.returned_on,
       r.reason AS return_reason, l.given_due
FROM (SELECT unnest($orgs::INTEGER[]) AS org) o
LEFT JOIN counted c ON c.org = o.org
LEFT JOIN returned r ON r.org = c.org AND r.submission = c.submission
LEFT JOIN latest l ON l.org = o.org
ORDER BY o.org
