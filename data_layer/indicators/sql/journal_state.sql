-- When each branch's counts last changed, and how far ahead the journal looks.
SELECT org, max(change_day) AS change_day, max(horizon) AS horizon
FROM journal_refresh
WHERE org IN (SELECT unnest(CAST($orgs AS INTEGER[])))
GROUP BY org
