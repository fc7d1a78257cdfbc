-- What findings say of branches as of a day: misuse or false entry confirmed since a day (not dropped after), and open
-- ones past their deadline. One row a finding; how to read the events stands in migration 0007.
WITH event AS (
    SELECT * FROM finding_event
    WHERE org IN (SELECT unnest(CAST($orgs AS INTEGER[]))) AND day <= $as_of AND recorded_at <= $known_at
),
finding AS (
    SELECT finding,
           arg_max(org, event) AS org,
           arg_min(matter, event) FILTER (kind = 'opened') AS matter,
           arg_min(indicator, event) FILTER (kind = 'opened') AS indicator,
           arg_min(period, event) FILTER (kind = 'opened') AS period,
           arg_max(kind, event) FILTER (kind NOT IN ('extended', 'confirmed')) AS last_word,
           arg_max(due_on, event) FILTER (due_on IS NOT NULL) AS due_on,
           max(event) FILTER (kind = 'confirmed') AS confirmed,
           max(day) FILTER (kind = 'confirmed') AS confirmed_on,
           max(event) FILTER (kind = 'dropped') AS dropped
    FROM event
    GROUP BY finding
)
SELECT org, matter AS what, finding, indicator, period, due_on, confirmed_on AS day
FROM finding
WHERE matter IN ('misuse', 'false_entry') AND confirmed IS NOT NULL AND coalesce(dropped < confirmed, true)
  AND confirmed_on >= $since
UNION ALL
SELECT org, 'finding_overdue', finding, indicator, period, due_on, due_on
FROM finding
WHERE due_on < $as_of AND last_word IN ('opened', 'started', 'sent_back', 'reopened')
ORDER BY org, what, finding
