SELECT count(*) AS n FROM submission WHERE org IN (SELECT unnest($orgs))
