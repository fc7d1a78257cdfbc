-- From day on, what source held is target's (-1: nobody's). split: only what target itself lists.
SELECT unnest(CAST($h_source AS INTEGER[])) AS source, unnest(CAST($h_target AS INTEGER[])) AS target,
       unnest(CAST($h_day AS DATE[])) AS day, unnest(CAST($h_split AS BOOLEAN[])) AS split
