-- Rows of ledgers of some branches that name somebody by one of some hashes.
SELECT 'spell_row' AS source, 'contact_key' AS name, rowid AS place, contact_key AS hash FROM spell_row
WHERE org IN (SELECT unnest($orgs::INTEGER[])) AND contact_key IN (SELECT unnest($hashes::BIGINT[]))
UNION ALL
SELECT 'contact_row', 'contact_key', rowid, contact_key FROM contact_row
WHERE org IN (SELECT unnest($orgs::INTEGER[])) AND contact_key IN (SELECT unnest($hashes::BIGINT[]))
UNION ALL
SELECT 'appraisal_row', 'presenter_key', rowid, presenter_key FROM appraisal_row
WHERE org IN (SELECT unnest($orgs::INTEGER[])) AND presenter_key IN (SELECT unnest($hashes::BIGINT[]))
UNION ALL
SELECT 'expense_row', 'handler_key', rowid, handler_key FROM expense_row
WHERE org IN (SELECT unnest($orgs::INTEGER[])) AND handler_key IN (SELECT unnest($hashes::BIGINT[]))
UNION ALL
SELECT 'expense_row', 'approver_key', rowid, approver_key FROM expense_row
WHERE org IN (SELECT unnest($orgs::INTEGER[])) AND approver_key IN (SELECT unnest($hashes::BIGINT[]))
