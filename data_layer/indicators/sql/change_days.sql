-- Days on which a branch's ledgers came in, or money was allocated to it.
SELECT org, CAST(recorded_at AS DATE) AS day FROM submission
UNION
SELECT branch, CAST(recorded_at AS DATE) FROM fund_event WHERE branch IS NOT NULL
ORDER BY org, day
