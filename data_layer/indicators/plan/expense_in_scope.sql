-- id: expense_in_scope
-- number: 43
-- order: 802
-- name: 用途合规
-- group: 经费
-- clause: 四（二）
-- weight: 0
-- period: quarter
-- counted: 本季每笔经费使用一件
-- met: 类别是教育培训、党内活动或党务工作
-- due: 本季台账截止日
-- proof: 同日
-- unclear: 以后季度的台账才报或改的（补录）
-- example: 8 月 6 日一笔类别“教育培训”：达标；类别“其他”：未达标
-- remedied_when: 以后用于规定用途
-- needs: duty_quarter line_latest
SELECT q.org, q.family, q.quarter, q.period, l.subject, l.day AS opens_on, q.due_on, false AS mistaken, l.submission, l.sheet, l.row,
       CASE WHEN l.in_scope THEN 'inscope' ELSE 'none' END AS want, l.key, 0 AS slot, l.day AS fact_on
FROM duty_quarter q
JOIN line_latest l ON l.org = q.org AND l.day_quarter = q.quarter AND l.source = 'expense'
