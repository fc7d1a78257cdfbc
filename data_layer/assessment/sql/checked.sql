-- needs: asked person_same
-- What somebody else said or handed in about single duties, each with the time from which it counts: visits and calls (true, false; the
-- last word on each), papers handed in with a duty, with a finding about it, with a reply to a round (paper). A subject
-- goes by what its person is now.
WITH visited AS (
    SELECT r.org, r.visit, r.claim, arg_max(r.indicator, r.event) AS indicator, arg_max(r.period, r.event) AS period,
           coalesce(arg_max(r.subject, r.event), CAST(arg_max(r.person, r.event) AS VARCHAR)) AS subject,
           arg_max(r.result, r.event) AS result, arg_max(r.day, r.event) AS day, max(r.event) AS event
    FROM visit_result r
    JOIN asked a ON a.org = r.org AND a.wanted
    WHERE r.day <= a.as_of AND r.recorded_at <= a.known_at
    GROUP BY r.org, r.visit, r.claim
),
rung AS (
    SELECT r.org, r.draw, r.person, arg_max(r.result, r.event) AS result, arg_max(r.day, r.event) AS day, max(r.event) AS event
    FROM draw_answer r
    JOIN asked a ON a.org = r.org AND a.wanted
    WHERE r.day <= a.as_of AND r.recorded_at <= a.known_at
    GROUP BY r.org, r.draw, r.person
),
said AS (
    SELECT org, indicator, period, subject, 'visit' AS source, result, day, event, 1 AS files
    FROM visited
    WHERE result IN ('true', 'false') AND indicator IS NOT NULL AND period IS NOT NULL
    UNION ALL
    -- a voucher seen is seen for what it was spent on, too
    SELECT org, 'expense_in_scope', period, subject, 'visit', result, day, event, 1
    FROM visited
    WHERE result IN ('true', 'false') AND indicator = 'expense_documented' AND period IS NOT NULL
    UNION ALL
    SELECT g.org, 'contact_quarterly', d.quarter // 4 * 10 + d.quarter % 4 + 1, m.subject, 'call', g.result, g.day, g.event, 1
    FROM rung g
    JOIN draw_event d ON d.event = g.draw
    JOIN draw_member m ON m.event = g.draw AND m.org = g.org AND m.person = g.person
    WHERE g.result IN ('true', 'false')
    UNION ALL
    SELECT f.org, f.indicator, f.period, f.subject, 'paper', '', f.day, f.event, 1
    FROM duty_file f
    JOIN asked a ON a.org = f.org AND a.wanted
    WHERE f.day <= a.as_of AND f.recorded_at <= a.known_at
    UNION ALL
    SELECT e.org, o.indicator, o.period, coalesce(o.subject, CAST(p.person AS VARCHAR)), 'paper', '', e.day, e.event, 1
    FROM finding_file f
    JOIN finding_event e ON e.event = f.event AND e.kind IN ('started', 'answered')
    JOIN finding_event o ON o.event = e.finding AND o.indicator IS NOT NULL AND o.period IS NOT NULL
    LEFT JOIN finding_person p ON p.finding = e.finding AND o.subject IS NULL
    JOIN asked a ON a.org = e.org AND a.wanted
    WHERE e.day <= a.as_of AND e.recorded_at <= a.known_at
    UNION ALL
    SELECT c.branch, c.indicator, c.period, c.subject, 'paper', '', e.day, e.event, 1
    FROM round_contest c
    JOIN round_event e ON e.event = c.event
    JOIN round_file f ON f.event = c.event
    JOIN asked a ON a.org = c.branch AND a.wanted
    WHERE e.day <= a.as_of AND e.recorded_at <= a.known_at
)
SELECT s.org, s.indicator, s.period, s.source, s.result, s.day, s.event, CAST(sum(s.files) AS INTEGER) AS files,
       coalesce(CAST(p.same_as AS VARCHAR) || coalesce(nullif(substring(s.subject, length(split_part(s.subject, '-', 1)) + 1), ''), ''), s.subject) AS subject
FROM said s
LEFT JOIN person_same p ON CAST(p.person AS VARCHAR) = split_part(s.subject, '-', 1)
GROUP BY ALL
ORDER BY s.event
