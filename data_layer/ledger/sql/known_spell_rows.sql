-- Every listing of a spell, with what decides whether it is open.
SELECT org, submission, sheet, row, spell, person, direction, start_on, start_month, end_on, end_kind
FROM spell_row
WHERE org IN (SELECT unnest($orgs))
