-- What is to be appended so that the journal's sum equals what it should say.
WITH held AS (
    SELECT org, indicator, period, due_on, missed_from, closed_from, reported, opens_on,
           sum(n) AS n, sum(met) AS met, sum(unclear) AS unclear, sum(exempt) AS exempt
    FROM journal
    WHERE org IN (SELECT unnest(CAST($orgs AS INTEGER[])))
    GROUP BY ALL
),
change AS (
    SELECT org, indicator, period, due_on, missed_from, closed_from, reported, opens_on, n, met, unclear, exempt FROM wanted_counts
    UNION ALL
    SELECT org, indicator, period, due_on, missed_from, closed_from, reported, opens_on, -n, -met, -unclear, -exempt FROM held
)
SELECT c.org, c.indicator, c.period, c.due_on, c.missed_from, c.closed_from, c.reported, c.opens_on,
       greatest(c.opens_on, any_value(d.change_day)) AS from_day,
       sum(c.n) AS n, sum(c.met) AS met, sum(c.unclear) AS unclear, sum(c.exempt) AS exempt
FROM change c
JOIN (SELECT unnest(CAST($orgs AS INTEGER[])) AS org, unnest(CAST($days AS DATE[])) AS change_day) d ON d.org = c.org
GROUP BY c.org, c.indicator, c.period, c.due_on, c.missed_from, c.closed_from, c.reported, c.opens_on
HAVING sum(c.n) <> 0 OR sum(c.met) <> 0 OR sum(c.unclear) <> 0 OR sum(c.exempt) <> 0
