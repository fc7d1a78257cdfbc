-- Days on which a branch's ledgers came in.
SELECT DISTINCT org, CAST(recorded_at AS DATE) AS day FROM submission ORDER BY org, day
