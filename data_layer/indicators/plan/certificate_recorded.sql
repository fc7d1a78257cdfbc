-- id: certificate_recorded
-- number: 18
-- order: 405
-- name: 记录存档
-- group: 活动证
-- clause: 三（一）1
-- weight: 0
-- period: quarter
-- counted: 本季活动证的每条记录（临时返乡除外）一件
-- met: 经办人、活动证编号已填；审验、填写的还须有记载内容
-- due: 本季台账截止日
-- proof: 同日
-- unclear: 以后季度的台账才补全的（补录）
-- example: 8 月 25 日的发放记录没有写经办人：未达标；写了经办人和编号：达标
-- remedied_when: 在以后的台账中补全这条记录
-- needs: duty_quarter line_latest
SELECT q.org, q.family, q.quarter, q.period, l.subject, l.day AS opens_on, q.due_on, false AS mistaken, l.submission, l.sheet, l.row,
       CASE WHEN l.complete THEN 'line' ELSE 'none' END AS want, l.key, 0 AS slot, l.day AS fact_on
FROM duty_quarter q
JOIN line_latest l ON l.org = q.org AND l.day_quarter = q.quarter AND l.source = 'certificate' AND l.item <> '临时返乡'
