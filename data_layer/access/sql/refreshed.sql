-- How often each branch's facts, or those of one that shares people with it, were written.
SELECT org, count(*) AS times
FROM journal_refresh
WHERE org IN (SELECT unnest(CAST($orgs AS INTEGER[])))
GROUP BY org
