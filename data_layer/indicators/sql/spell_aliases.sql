SELECT org, spell AS id, same_as, recorded_at FROM spell_alias WHERE org IN (SELECT unnest(CAST($orgs AS INTEGER[]))) ORDER BY event
