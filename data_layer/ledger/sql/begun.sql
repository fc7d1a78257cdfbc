-- Whether a branch has begun to hand in since its latest hand-in of the quarter.
SELECT c.event
FROM first_check c
WHERE c.org = $org AND c.quarter = $quarter
  AND c.after_submission = (
      SELECT coalesce(max(s.submission), 0) FROM submission s WHERE s.org = $org AND s.quarter = $quarter
  )
LIMIT 1
