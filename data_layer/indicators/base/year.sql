-- Years by rules: both festivals with their windows, parameters in force on 1 January; shares as over / under.
SELECT unnest(CAST($y_rules AS INTEGER[])) AS rules, unnest(CAST($y_year AS INTEGER[])) AS year,
       unnest(CAST($y_spring_day AS DATE[])) AS spring_day, unnest(CAST($y_spring_from AS DATE[])) AS spring_from, unnest(CAST($y_spring_to AS DATE[])) AS spring_to,
       unnest(CAST($y_july_from AS DATE[])) AS july_from, unnest(CAST($y_july_to AS DATE[])) AS july_to,
       unnest(CAST($y_mailed_per_year AS INTEGER[])) AS mailed_per_year, unnest(CAST($y_annual_hours AS INTEGER[])) AS annual_hours,
       unnest(CAST($y_rectify_days AS INTEGER[])) AS rectify_days, unnest(CAST($y_use_over AS BIGINT[])) AS use_over, unnest(CAST($y_use_under AS BIGINT[])) AS use_under,
       unnest(CAST($y_excellent_over AS BIGINT[])) AS excellent_over, unnest(CAST($y_excellent_under AS BIGINT[])) AS excellent_under
