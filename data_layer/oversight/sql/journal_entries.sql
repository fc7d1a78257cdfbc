-- How many entries each branch's journal has for what began up to a day of its own.
SELECT j.org, count(*) AS n
FROM journal j
JOIN (SELECT unnest(CAST($orgs AS INTEGER[])) AS org, unnest(CAST($through AS DATE[])) AS through) t
  ON t.org = j.org AND j.opens_on <= t.through
GROUP BY j.org
