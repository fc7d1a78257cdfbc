-- The visits of some branches as known at a time: how chosen, what became of them, the last word on every claim counted.
WITH known AS (
    SELECT * FROM visit_event
    WHERE org IN (SELECT unnest($orgs::INTEGER[])) AND recorded_at <= $known_at AND ($visit::BIGINT IS NULL OR visit = $visit)
),
last_word AS (
    SELECT visit, arg_max(kind, event) AS kind, arg_max(day, event) FILTER (kind = 'done') AS done_on,
           arg_max(event, event) FILTER (kind = 'dropped') AS dropped
    FROM known WHERE day <= $as_of GROUP BY visit
),
said AS (
    SELECT visit, claim, arg_max(result, event) AS result
    FROM visit_result
    WHERE org IN (SELECT unnest($orgs::INTEGER[])) AND day <= $as_of AND recorded_at <= $known_at
    GROUP BY visit, claim
),
counted AS (
    SELECT visit, count(*) FILTER (result = 'true') AS held, count(*) FILTER (result = 'false') AS failed,
           count(*) FILTER (result = 'unknown') AS unknown
    FROM said GROUP BY visit
)
SELECT c.visit, c.plan, c.org, c.way, c.stratum, c.stratum_size, c.stratum_drawn, p.purpose, p.from_on, p.until, p.seed,
       l.kind, l.done_on, l.dropped, coalesce(n.held, 0) AS held, coalesce(n.failed, 0) AS failed,
       coalesce(n.unknown, 0) AS unknown
FROM known AS c
JOIN visit_plan AS p ON p.event = c.plan
JOIN last_word AS l ON l.visit = c.visit
LEFT JOIN counted AS n ON n.visit = c.visit
WHERE c.kind = 'chosen'
ORDER BY c.visit
