-- Days on which people were reached or helped, as reported: what the template says of the last contact and what is owed.
SELECT submission, sheet, row, person, tie, 'contact' AS kind, day, month FROM contact_row
WHERE org IN (SELECT unnest($orgs)) AND reached AND tie IN ('one', 'all') AND day >= $since
UNION ALL
SELECT submission, sheet, row, person, tie, 'care', day, month FROM care_row
WHERE org IN (SELECT unnest($orgs)) AND tie IN ('one', 'all') AND day >= $since
