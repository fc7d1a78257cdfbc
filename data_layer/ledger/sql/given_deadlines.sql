-- Days given to one branch for one quarter: extensions, and the new day of a returned ledger; the last recorded counts.
SELECT event, due_on FROM deadline_event WHERE org = $org AND quarter = $quarter
UNION ALL
SELECT e.event, e.new_due
FROM submission_event e
JOIN submission s ON s.org = e.org AND s.submission = e.submission
WHERE e.org = $org AND s.org = $org AND s.quarter = $quarter AND e.kind = 'returned' AND e.new_due IS NOT NULL
ORDER BY event
