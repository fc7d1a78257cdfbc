-- Every ledger some branches had handed in by a day, each with its version and, once withdrawn, since when.
SELECT
    s.org, s.submission, s.quarter, s.received_on, s.recorded_at,
    row_number() OVER (PARTITION BY s.org, s.quarter ORDER BY s.submission) AS version,
    w.withdrawn_at
FROM submission AS s
LEFT JOIN (
    SELECT org, submission, min(recorded_at) AS withdrawn_at
    FROM submission_event
    WHERE org IN (SELECT unnest($orgs::INTEGER[])) AND kind = 'withdrawn' AND day <= $as_of AND recorded_at <= $known_at
    GROUP BY org, submission
) AS w ON w.org = s.org AND w.submission = s.submission
WHERE s.org IN (SELECT unnest($orgs::INTEGER[])) AND s.received_on <= $as_of AND s.recorded_at <= $known_at
ORDER BY s.submission
