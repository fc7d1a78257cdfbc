-- needs: asked
-- Every submission not withdrawn, as far as seen. counted: the ledger of its quarter. first: decides punctuality.
-- newer: how many later versions the quarter has. With the two times of its branch.
SELECT a.family, a.seen_to, a.known_at, s.org, s.submission, s.quarter, s.received_on, s.floating_declared, s.cover_cells,
       lead(s.submission) OVER w IS NULL AS counted, lag(s.submission) OVER w IS NULL AS first,
       count(*) OVER (w ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS newer
FROM submission s
JOIN asked a ON a.org = s.org
WHERE s.org IN (SELECT org FROM asked)
  AND s.received_on <= a.as_of AND s.recorded_at <= a.known_at
  AND NOT EXISTS (
      SELECT 1 FROM submission_event e
      WHERE e.org = s.org AND e.submission = s.submission AND e.kind = 'withdrawn'
        AND e.day <= a.as_of AND e.recorded_at <= a.known_at
  )
WINDOW w AS (PARTITION BY s.org, s.quarter ORDER BY s.submission)
