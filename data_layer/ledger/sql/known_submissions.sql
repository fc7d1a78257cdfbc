-- Every submission of some branches in the order of versions; state events beside them.
SELECT s.submission, s.org, s.quarter, s.received_on, s.recorded_at, s.file_sha256,
       coalesce(e.withdrawn, false) AS withdrawn, coalesce(e.state, 0) AS state
FROM submission AS s
LEFT JOIN (
    SELECT submission, bool_or(kind = 'withdrawn') AS withdrawn, max(event) AS state
    FROM submission_event
    WHERE org IN (SELECT unnest($orgs))
    GROUP BY submission
) AS e ON e.submission = s.submission
WHERE s.org IN (SELECT unnest($orgs))
ORDER BY s.recorded_at, s.submission
