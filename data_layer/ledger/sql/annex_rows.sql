-- The rows of both annexes of one ledger, those its 本季登记 stands for included.
SELECT kind, cells
FROM row_text
WHERE org = $org AND submission = $submission AND kind IN ('基本信息', '管理信息')
ORDER BY kind, sheet, row
