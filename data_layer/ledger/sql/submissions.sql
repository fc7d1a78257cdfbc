-- Submissions of some branches with what happened to each, as a day knew them; counted: the ledger of its quarter.
SELECT s.org, s.submission, s.quarter, s.received_on, s.received_reason, s.recorded_at, s.layout, s.file_name, s.account,
       s.floating_declared, coalesce(e.withdrawn, false) AS withdrawn, e.returned_on, e.return_reason, e.new_due,
       NOT coalesce(e.withdrawn, false) AND s.submission = max(s.submission) FILTER (NOT coalesce(e.withdrawn, false))
           OVER (PARTITION BY s.org, s.quarter) AS counted
FROM submission s
LEFT JOIN (
    SELECT submission, bool_or(kind = 'withdrawn') AS withdrawn, max(day) FILTER (kind = 'returned') AS returned_on,
           arg_max(reason, event) FILTER (kind = 'returned') AS return_reason,
           arg_max(new_due, event) FILTER (kind = 'returned') AS new_due
    FROM submission_event
    WHERE org IN (SELECT unnest($orgs)) AND day <= $as_of AND recorded_at <= $known_at
    GROUP BY submission
) e ON e.submission = s.submission
WHERE s.org IN (SELECT unnest($orgs)) AND ($quarter IS NULL OR s.quarter = $quarter)
  AND s.received_on <= $as_of AND s.recorded_at <= $known_at
ORDER BY s.org, s.quarter DESC, s.submission DESC
