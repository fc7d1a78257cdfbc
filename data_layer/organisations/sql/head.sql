SELECT coalesce(max(event), 0) AS head FROM organisation_event
