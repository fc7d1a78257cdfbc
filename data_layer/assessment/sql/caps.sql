-- needs: asked version
-- What the 封面 of one quarter's counted ledger declares of each branch: all its members, and those graded 优秀.
SELECT v.org, s.members_total AS total, s.excellent_declared AS excellent
FROM version v
JOIN asked a ON a.org = v.org AND a.wanted
JOIN submission s ON s.org = v.org AND s.submission = v.submission
WHERE v.counted AND v.quarter = $quarter AND s.org IN (SELECT org FROM asked)
  AND s.members_total IS NOT NULL AND s.excellent_declared IS NOT NULL
ORDER BY v.org
