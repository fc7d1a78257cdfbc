-- What the first accepted ledger of each branch and quarter asked of the branch, and how long it was on the way.
WITH accepted AS (
    SELECT org, quarter, min(submission) AS submission, arg_min(recorded_at, submission) AS recorded_at
    FROM submission
    WHERE org IN (SELECT unnest($orgs::INTEGER[])) AND quarter IN (SELECT unnest($quarters::INTEGER[]))
      AND received_on <= $as_of AND recorded_at <= $known_at
    GROUP BY org, quarter
),
begun AS (
    SELECT a.org, a.quarter, min(c.recorded_at) AS begun_at
    FROM accepted a
    JOIN first_check c ON c.org = a.org AND c.quarter = a.quarter AND c.recorded_at <= a.recorded_at
    GROUP BY a.org, a.quarter
)
SELECT a.org, a.quarter, e.asked, e.known,
       CAST(ceil(date_diff('second', b.begun_at, a.recorded_at) / 60.0) AS INTEGER) AS minutes
FROM accepted a
LEFT JOIN ledger_effort e ON e.org = a.org AND e.submission = a.submission
LEFT JOIN begun b ON b.org = a.org AND b.quarter = a.quarter
ORDER BY a.quarter DESC, a.org
