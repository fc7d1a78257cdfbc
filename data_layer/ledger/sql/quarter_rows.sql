-- The rows as typed of one ledger but those of the annexes: 封面, 本季登记, event sheets.
SELECT kind, row, person, cells
FROM row_text
WHERE org = $org AND submission = $submission AND kind NOT IN ('基本信息', '管理信息')
ORDER BY kind, sheet, row
