-- What a ledger of these branches would be tied to: moves with every submission, withdrawal, answer or alias.
SELECT coalesce(max(n) FILTER (kind = 0), 0) AS submission, coalesce(max(n) FILTER (kind = 1), 0) AS state,
       coalesce(max(n) FILTER (kind = 2), 0) AS answer
FROM (
    SELECT 0 AS kind, submission AS n FROM submission WHERE org IN (SELECT unnest($orgs))
    UNION ALL
    SELECT 1, event FROM submission_event WHERE org IN (SELECT unnest($orgs))
    UNION ALL
    SELECT 2, event FROM spell_answer WHERE org IN (SELECT unnest($orgs))
    UNION ALL
    SELECT 2, event FROM person_alias WHERE org IN (SELECT unnest($orgs))
    UNION ALL
    SELECT 2, event FROM spell_alias WHERE org IN (SELECT unnest($orgs))
) AS found
