-- Findings of some branches (one of them, where $finding is given) as their events up to (as_of, known_at) leave them.
WITH seen AS (
    SELECT * FROM finding_event
    WHERE org IN (SELECT unnest(CAST($orgs AS INTEGER[]))) AND (CAST($finding AS BIGINT) IS NULL OR finding = $finding)
      AND day <= $as_of AND recorded_at <= $known_at
),
later AS (
    SELECT finding, arg_max(kind, event) FILTER (kind NOT IN ('extended', 'confirmed')) AS word,
           arg_max(day, event) FILTER (kind NOT IN ('extended', 'confirmed')) AS since,
           arg_max(due_on, event) FILTER (due_on IS NOT NULL) AS due_on,
           max(recorded_at) FILTER (kind IN ('opened', 'reopened')) AS tested_from,
           CAST(count(*) FILTER (kind = 'reopened') AS INTEGER) AS reopened,
           CAST(count(*) FILTER (kind = 'extended') AS INTEGER) AS extended,
           bool_or(kind = 'confirmed') AS confirmed,
           list(DISTINCT account) FILTER (kind IN ('started', 'answered')) AS answered_by,
           max({'event': event, 'remedied_on': remedied_on, 'submission': submission, 'sheet': sheet, 'row': row}) FILTER (kind = 'closed') AS closed
    FROM seen
    GROUP BY finding
),
people AS (
    SELECT finding, list(DISTINCT person ORDER BY person) AS persons
    FROM finding_person
    WHERE org IN (SELECT unnest(CAST($orgs AS INTEGER[])))
    GROUP BY finding
)
SELECT o.finding, o.org, o.origin, o.matter, o.severity, o.clause, o.indicator, o.period, o.subject, o.duty_due_on, o.source,
       o.day AS opened_on, o.account AS opened_by, o.submission, o.sheet, o.row, coalesce(p.persons, []) AS persons,
       l.word, l.since, l.due_on, l.tested_from, l.reopened, l.extended, l.confirmed, coalesce(l.answered_by, []) AS answered_by,
       CASE WHEN l.word = 'closed' THEN l.closed.remedied_on END AS remedied_on
FROM seen o
JOIN later l ON l.finding = o.finding
LEFT JOIN people p ON p.finding = o.finding
WHERE o.kind = 'opened'
ORDER BY o.finding
