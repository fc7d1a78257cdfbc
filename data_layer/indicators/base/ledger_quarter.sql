-- needs: asked calendar due version
-- Every quarter of a wanted branch with deadline, first and counted submission and the facts of its 封面.
-- answers: the branch is active and the quarter assessed.
SELECT a.org, a.family, a.rules, a.as_of, a.known_at, a.seen_to, c.quarter, c.period, c.first_on, c.last_on, d.due_on,
       c.assessed AND c.quarter BETWEEN a.first_quarter AND a.last_quarter AS answers,
       c.min_days_due, c.float_min_months, c.certificate_issue_days, c.return_inspect_days, c.certificate_recall_days,
       c.problem_fix_days, c.pre_departure_days, c.inflow_verify_days, c.lost_contact_days,
       max(v.submission) FILTER (v.counted) AS ledger,
       max(v.received_on) FILTER (v.counted) AS received_on,
       max(v.received_on) FILTER (v.first) AS first_received_on,
       max(v.submission) FILTER (v.first) AS first_submission,
       max(v.floating_declared) FILTER (v.counted) AS floating_declared,
       any_value(v.cover_cells) FILTER (v.counted) AS cover_cells
FROM asked a
JOIN calendar c ON c.rules = a.rules
JOIN due d ON d.org = a.org AND d.quarter = c.quarter
LEFT JOIN version v ON v.org = a.org AND v.quarter = c.quarter
WHERE a.wanted
GROUP BY ALL
