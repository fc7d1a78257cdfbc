-- What a ledger of these branches would be tied to: moves with every submission, withdrawal, answer or alias.
SELECT (SELECT coalesce(max(submission), 0) FROM submission WHERE org IN (SELECT unnest($orgs))) AS submission,
       (SELECT coalesce(max(event), 0) FROM submission_event WHERE org IN (SELECT unnest($orgs))) AS state,
       (SELECT coalesce(max(event), 0) FROM spell_answer WHERE org IN (SELECT unnest($orgs))) AS answer,
       (SELECT coalesce(max(event), 0) FROM person_alias WHERE org IN (SELECT unnest($orgs))) AS person,
       (SELECT coalesce(max(event), 0) FROM spell_alias WHERE org IN (SELECT unnest($orgs))) AS spell
