-- Lines (行号), starts and directions under which some branches have reported their spells.
SELECT org, spell, person, line, start_on, direction, submission
FROM spell
WHERE org IN (SELECT unnest($orgs))
ORDER BY submission
