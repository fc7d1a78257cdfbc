-- Every 免计 asked for of some branches, with what became of it by known_at; and those of before there were requests.
WITH seen AS (
    SELECT e.*, t.text
    FROM exemption_event e
    LEFT JOIN oversight_text t ON t.event = e.event AND t.org = e.org AND t.field = 'reason'
    WHERE e.org IN (SELECT unnest(CAST($orgs AS INTEGER[]))) AND e.recorded_at <= $known_at
),
after AS (
    SELECT request, arg_max(kind, event) AS word, arg_max(account, event) FILTER (kind <> 'ended') AS decided_account,
           arg_max(day, event) FILTER (kind <> 'ended') AS decided_on, arg_max(text, event) AS said,
           min(until) FILTER (kind = 'ended') AS ended_until
    FROM seen
    WHERE kind <> 'asked'
    GROUP BY request
)
SELECT s.request, s.org, s.indicator, s.person, s.period, s.from_on, s.until, s.reason, coalesce(a.word, 'asked') AS state,
       s.day AS asked_on, s.account AS asked_account, s.text AS note, a.decided_account, a.decided_on, a.said, a.ended_until
FROM seen s
LEFT JOIN after a ON a.request = s.request
WHERE s.kind = 'asked'
UNION ALL
SELECT x.exemption, x.org, x.indicator, x.person, x.period, x.from_on, x.until, x.reason, 'approved',
       CAST(x.recorded_at AS DATE), x.asked_by, NULL, x.approved_by, CAST(x.recorded_at AS DATE), NULL, NULL
FROM exemption x
WHERE x.org IN (SELECT unnest(CAST($orgs AS INTEGER[]))) AND x.recorded_at <= $known_at
  AND x.exemption NOT IN (SELECT request FROM exemption_event WHERE kind = 'asked')
ORDER BY 1
