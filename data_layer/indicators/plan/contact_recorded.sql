-- id: contact_recorded
-- number: 10
-- order: 204
-- name: 联系记录完整
-- group: 联系
-- clause: 三（一）3
-- weight: 0
-- period: quarter
-- counted: 本季每条联系记录一件
-- met: 联系方式、联系人已填，联系内容不少于 4 个字
-- due: 本季台账截止日
-- proof: 同日
-- unclear: 以后季度的台账才补全的（补录）
-- example: 8 月 2 日那条联系内容只写“谈工作”3 个字：未达标；写“问工作和住处有无变化”：达标
-- remedied_when: 在以后的台账中补全这条记录
-- needs: duty_quarter line_latest
SELECT q.org, q.family, q.quarter, q.period, l.subject, l.day AS opens_on, q.due_on, false AS mistaken, l.submission, l.sheet, l.row,
       CASE WHEN l.complete THEN 'line' ELSE 'none' END AS want, l.key, 0 AS slot, l.day AS fact_on
FROM duty_quarter q
JOIN line_latest l ON l.org = q.org AND l.day_quarter = q.quarter AND l.source = 'contact'
