-- The latest hand-in of a branch and quarter, whatever became of it; 0: none.
SELECT coalesce(max(submission), 0) AS submission FROM submission WHERE org = $org AND quarter = $quarter
