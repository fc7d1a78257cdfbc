-- needs: asked calendar
-- The deadline of each branch's ledger of each quarter: the day last given to the branch (extension, return), else the table's.
WITH given AS (
    SELECT e.org, e.quarter, e.due_on, e.event
    FROM deadline_event e JOIN asked a ON a.org = e.org
    WHERE e.org IN (SELECT org FROM asked) AND e.day <= a.as_of AND e.recorded_at <= a.known_at
    UNION ALL
    SELECT e.org, s.quarter, e.new_due, e.event
    FROM submission_event e
    JOIN asked a ON a.org = e.org
    JOIN submission s ON s.org = e.org AND s.submission = e.submission
    WHERE e.org IN (SELECT org FROM asked) AND s.org IN (SELECT org FROM asked) AND e.kind = 'returned'
      AND e.new_due IS NOT NULL AND e.day <= a.as_of AND e.recorded_at <= a.known_at
),
latest AS (SELECT org, quarter, arg_max(due_on, event) AS due_on FROM given GROUP BY org, quarter)
SELECT a.org, c.quarter, coalesce(g.due_on, c.due_on) AS due_on
FROM asked a
JOIN calendar c ON c.rules = a.rules
LEFT JOIN latest g ON g.org = a.org AND g.quarter = c.quarter
