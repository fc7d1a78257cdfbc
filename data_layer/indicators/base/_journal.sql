-- What the journal should say: counts by what decides their state on any later day. A count that takes effect only on a
-- day still to come stands under that day (opens_on); everything else under its period's opening.
WITH effect AS (
    SELECT org, indicator, period, due_on, missed_from, prove_by + 1 AS closed_from, reported,
           CASE WHEN opens_on > as_of THEN opens_on ELSE period_opens_on END AS opens_on,
           1 AS n, 0 AS met, 0 AS unclear, 0 AS exempt, exempt AS left_out
    FROM judged
    UNION ALL
    SELECT org, indicator, period, due_on, missed_from, prove_by + 1, reported,
           CASE WHEN greatest(met_from, opens_on) > as_of THEN greatest(met_from, opens_on) ELSE period_opens_on END, 0, 1, 0, 0, exempt
    FROM judged WHERE met_from IS NOT NULL
    UNION ALL
    SELECT org, indicator, period, due_on, missed_from, prove_by + 1, reported,
           CASE WHEN greatest(unclear_from, opens_on) > as_of THEN greatest(unclear_from, opens_on) ELSE period_opens_on END, 0, 0, 1, 0, exempt
    FROM judged WHERE unclear_from IS NOT NULL AND (met_from IS NULL OR met_from > as_of)
    UNION ALL
    SELECT org, indicator, period, due_on, missed_from, prove_by + 1, reported, greatest(met_from, opens_on), 0, 0, -1, 0, exempt
    FROM judged WHERE unclear_from IS NOT NULL AND met_from > as_of
)
SELECT e.org, i.number AS indicator, e.period, e.due_on, e.missed_from, e.closed_from, e.reported, e.opens_on,
       sum(CASE WHEN left_out THEN 0 ELSE n END) AS n, sum(CASE WHEN left_out THEN 0 ELSE met END) AS met,
       sum(CASE WHEN left_out THEN 0 ELSE unclear END) AS unclear, sum(CASE WHEN left_out THEN n ELSE 0 END) AS exempt
FROM effect e
JOIN (SELECT unnest(CAST($i_id AS VARCHAR[])) AS id, unnest(CAST($i_number AS INTEGER[])) AS number) i ON i.id = e.indicator
GROUP BY ALL
