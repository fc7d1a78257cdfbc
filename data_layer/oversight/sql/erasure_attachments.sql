-- Files handed in with findings of some branches; own: the finding is about some people and nobody else.
SELECT f.rowid AS place, f.org, f.sha256,
       coalesce((SELECT bool_and(p.person IN (SELECT unnest($persons::BIGINT[]))) FROM finding_person p WHERE p.finding = f.finding), false) AS own
FROM finding_file f
WHERE f.org IN (SELECT unnest($orgs::INTEGER[]))
