-- needs: asked
-- Every submission not withdrawn, as far as seen. counted: the ledger of its quarter. first: decides punctuality.
SELECT a.family, s.org, s.submission, s.quarter, s.received_on, s.floating_declared, s.cover_cells,
       s.submission = max(s.submission) OVER (PARTITION BY s.org, s.quarter) AS counted,
       s.submission = min(s.submission) OVER (PARTITION BY s.org, s.quarter) AS first
FROM submission s
JOIN asked a ON a.org = s.org
WHERE s.org IN (SELECT org FROM asked)
  AND s.received_on <= a.as_of AND s.recorded_at <= a.known_at
  AND NOT EXISTS (
      SELECT 1 FROM submission_event e
      WHERE e.org = s.org AND e.submission = s.submission AND e.kind = 'withdrawn'
        AND e.day <= a.as_of AND e.recorded_at <= a.known_at
  )
