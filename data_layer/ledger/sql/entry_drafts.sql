-- Each cell a branch typed for a quarter, as it stands.
SELECT sheet, line, record, column_name, arg_max(value, event) AS value, max(event) AS event,
       arg_max(after_submission, event) AS after_submission
FROM entry_draft
WHERE org = $org AND quarter = $quarter
GROUP BY sheet, line, record, column_name
ORDER BY record, min(event)
