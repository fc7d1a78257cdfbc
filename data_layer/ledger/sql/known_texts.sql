-- 封面 and the rows as typed of 基本信息 and 管理信息 in some submissions.
SELECT submission, sheet, row, kind, cells
FROM row_text
WHERE org IN (SELECT unnest($orgs)) AND submission IN (SELECT unnest($submissions))
  AND kind IN ('封面', '基本信息', '管理信息')
