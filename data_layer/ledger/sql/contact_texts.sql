-- What contacts were about: the rows as typed of 本季登记 and 联系记录 in some submissions.
SELECT submission, sheet, row, cells
FROM row_text
WHERE org IN (SELECT unnest($orgs)) AND submission IN (SELECT unnest($submissions)) AND kind IN ('本季登记', '联系记录')
