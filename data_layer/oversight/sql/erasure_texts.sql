-- Rows as typed of some branches.
SELECT rowid AS place, submission, sheet, row, kind, cells
FROM row_text
WHERE org IN (SELECT unnest($orgs::INTEGER[]))
