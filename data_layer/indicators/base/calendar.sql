-- Quarters by rules: assessed or not, deadline by the table, parameters in force on the first day.
SELECT unnest(CAST($c_rules AS INTEGER[])) AS rules, unnest(CAST($c_quarter AS INTEGER[])) AS quarter, unnest(CAST($c_period AS INTEGER[])) AS period,
       unnest(CAST($c_first AS DATE[])) AS first_on, unnest(CAST($c_last AS DATE[])) AS last_on, unnest(CAST($c_due AS DATE[])) AS due_on,
       unnest(CAST($c_assessed AS BOOLEAN[])) AS assessed, unnest(CAST($c_min_days AS INTEGER[])) AS min_days_due
