-- Quarters by rules: assessed or not, deadline by the table, parameters in force on the first day.
SELECT unnest(CAST($c_rules AS INTEGER[])) AS rules, unnest(CAST($c_quarter AS INTEGER[])) AS quarter, unnest(CAST($c_period AS INTEGER[])) AS period,
       unnest(CAST($c_first AS DATE[])) AS first_on, unnest(CAST($c_last AS DATE[])) AS last_on, unnest(CAST($c_due AS DATE[])) AS due_on,
       unnest(CAST($c_assessed AS BOOLEAN[])) AS assessed, unnest(CAST($c_min_days_due AS INTEGER[])) AS min_days_due,
       unnest(CAST($c_float_min_months AS INTEGER[])) AS float_min_months, unnest(CAST($c_certificate_issue_days AS INTEGER[])) AS certificate_issue_days,
       unnest(CAST($c_return_inspect_days AS INTEGER[])) AS return_inspect_days, unnest(CAST($c_certificate_recall_days AS INTEGER[])) AS certificate_recall_days,
       unnest(CAST($c_problem_fix_days AS INTEGER[])) AS problem_fix_days, unnest(CAST($c_pre_departure_days AS INTEGER[])) AS pre_departure_days,
       unnest(CAST($c_inflow_verify_days AS INTEGER[])) AS inflow_verify_days, unnest(CAST($c_lost_contact_days AS INTEGER[])) AS lost_contact_days
