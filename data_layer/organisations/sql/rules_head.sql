SELECT (SELECT coalesce(max(event), 0) FROM parameter_event) AS parameters,
       (SELECT coalesce(max(event), 0) FROM deadline_event) AS deadlines
