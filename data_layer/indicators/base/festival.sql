-- Spring Festivals by rules: new year's day, its window, the quarter it lies in and the one its last day lies in.
SELECT unnest(CAST($f_rules AS INTEGER[])) AS rules, unnest(CAST($f_period AS INTEGER[])) AS period, unnest(CAST($f_quarter AS INTEGER[])) AS quarter,
       unnest(CAST($f_due_quarter AS INTEGER[])) AS due_quarter, unnest(CAST($f_day AS DATE[])) AS day,
       unnest(CAST($f_from AS DATE[])) AS from_on, unnest(CAST($f_to AS DATE[])) AS to_on
