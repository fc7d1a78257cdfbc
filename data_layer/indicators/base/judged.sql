-- needs: asked duty_quarter candidate person_same
-- Judging, the same for every indicator. A candidate is a duty beside one report of what may meet it (day NULL: none).
-- A day meets the duty when it counts and some report of it was timely; a day whose reports were all late is late
-- evidence (unclear until staff accept it); one that cannot be dated or tied is doubtful (unclear).
-- One row a duty and day (or none), then one row a duty; shown: a counted ledger reports this day.
WITH by_day AS (
    SELECT indicator, org, period, subject, day, counts, any_value(quarter) AS quarter, any_value(person) AS person,
           any_value(period_opens_on) AS period_opens_on, any_value(opens_on) AS opens_on, any_value(due_on) AS due_on,
           any_value(prove_by) AS prove_by, any_value(mistaken) AS mistaken,
           any_value({'quarter': quarter, 'submission': base_submission, 'sheet': base_sheet, 'row': base_row}) AS base,
           day IS NOT NULL AND counts IS NOT NULL AND coalesce(bool_or(report_counted), false) AS shown,
           any_value(prove_by) < min(report_received_on) AS reported_late,
           coalesce(bool_and(contact <> base_contact) FILTER (report_counted), false) AS by_other,
           nullif(array_to_string(list_sort(list_distinct(list(reason))), '、'), '') AS reason,
           bool_or(report_quarter <= quarter AND (report_first OR report_received_on <= prove_by)) AS timely,
           min({'quarter': report_quarter, 'submission': submission, 'sheet': sheet, 'row': row}) FILTER (report_counted) AS evidence
    FROM candidate
    GROUP BY indicator, org, period, subject, day, counts
),
duty AS (
    SELECT indicator, org, period, subject, any_value(quarter) AS quarter, any_value(person) AS person,
           any_value(period_opens_on) AS period_opens_on, any_value(opens_on) AS opens_on,
           make_date(period // 10, CASE WHEN period % 10 IN (0, 6) THEN 1 WHEN period % 10 = 7 THEN 7 ELSE period % 10 * 3 - 2 END, 1) AS begins_on,
           any_value(due_on) AS due_on, any_value(prove_by) AS prove_by, any_value(mistaken) AS mistaken, any_value(base) AS base,
           min(day) FILTER (shown AND counts AND timely) AS met_on, arg_min(evidence, day) FILTER (shown AND counts AND timely) AS met_by,
           min(day) FILTER (shown AND counts AND NOT timely) AS late_on, arg_min(evidence, day) FILTER (shown AND counts AND NOT timely) AS late_by,
           min(day) FILTER (shown AND NOT counts) AS doubt_on, arg_min(evidence, day) FILTER (shown AND NOT counts) AS doubt_by,
           nullif(array_to_string(list_sort(list_distinct(list(reason) FILTER (shown AND NOT counts))), '、'), '') AS doubt,
           arg_min(reported_late, day) FILTER (shown AND counts AND timely) AS met_late,
           arg_min(by_other, day) FILTER (shown AND counts AND timely) AS met_by_other,
           arg_min(by_other, day) FILTER (shown AND counts AND NOT timely) AS late_by_other
    FROM by_day
    GROUP BY indicator, org, period, subject
),
accepted AS (
    SELECT r.org, r.indicator, r.period, r.subject, arg_max(r.accepted, r.ruling) AS accepted
    FROM ruling r JOIN asked a ON a.org = r.org
    WHERE r.org IN (SELECT org FROM asked) AND r.kind = 'late' AND r.recorded_at <= a.known_at
    GROUP BY r.org, r.indicator, r.period, r.subject
)
SELECT d.indicator, d.org, d.quarter, d.period, d.subject, d.person, d.period_opens_on, d.opens_on, d.due_on, d.prove_by,
       d.mistaken, l.as_of, l.ledger IS NOT NULL AS reported,
       -- when each state begins
       CASE WHEN d.met_on <= d.due_on THEN d.met_on WHEN c.accepted THEN d.late_on END AS met_from,
       CASE WHEN c.accepted THEN d.doubt_on ELSE least(d.late_on, d.doubt_on) END AS unclear_from,
       least(d.prove_by + 1, CASE WHEN l.received_on > d.due_on THEN l.received_on ELSE d.prove_by + 1 END) AS missed_from,
       coalesce(d.met_on, CASE WHEN c.accepted THEN d.late_on END) AS met_on,
       CASE WHEN d.late_on IS NOT NULL AND NOT coalesce(c.accepted, false) THEN concat_ws('、', '补录', d.doubt) ELSE d.doubt END AS doubt,
       CASE WHEN d.met_on <= d.due_on THEN d.met_late ELSE c.accepted AND d.late_on IS NOT NULL END AS late_noted,
       coalesce(d.met_by, d.late_by, d.doubt_by, d.base) AS evidence,
       coalesce(d.met_by_other, d.late_by_other) AS by_other,
       EXISTS (
           SELECT 1 FROM exemption x
           LEFT JOIN person_same p ON p.person = x.person
           WHERE x.org = d.org AND (x.indicator IS NULL OR x.indicator = d.indicator)
             AND (x.person IS NULL OR coalesce(p.same_as, x.person) = d.person)
             AND (x.period = d.period OR (x.period IS NULL
                  AND coalesce(x.from_on <= d.begins_on, true) AND coalesce(d.begins_on <= x.until, true)))
             AND x.recorded_at <= l.known_at
       ) AS exempt
FROM duty d
JOIN duty_quarter l ON l.org = d.org AND l.quarter = d.quarter
LEFT JOIN accepted c ON c.org = d.org AND c.indicator = d.indicator AND c.period = d.period AND c.subject = d.subject
