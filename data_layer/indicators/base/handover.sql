-- From day on, what source held is target's (-1: nobody's). lister: only what that branch itself lists (after a split); NULL: all.
SELECT unnest(CAST($h_source AS INTEGER[])) AS source, unnest(CAST($h_target AS INTEGER[])) AS target, unnest(CAST($h_day AS DATE[])) AS day, unnest(CAST($h_lister AS INTEGER[])) AS lister
