SELECT org, person AS id, same_as, recorded_at FROM person_alias WHERE org IN (SELECT unnest(CAST($orgs AS INTEGER[]))) ORDER BY event
