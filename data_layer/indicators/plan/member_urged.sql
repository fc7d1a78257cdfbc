-- id: member_urged
-- number: 36
-- order: 705
-- name: 督促组织生活
-- group: 双向管理
-- clause: 三（二）
-- weight: 0
-- period: half
-- counted: 半年内在外满 90 天、当地有党组织的流动党员，每人每半年一件
-- met: 半年内有督促提醒或信息通报
-- due: 半年的最后一天
-- proof: 半年最后一季台账的截止日
-- unclear: 补录；姓名对应两人
-- example: 甲上半年在外 120 天：4 月 3 日督促提醒的达标，只有“其他”的未达标
-- remedied_when: 以后督促其参加组织生活
-- needs: duty_half held_period
SELECT h.org, h.family, h.quarter, h.period, CAST(p.person AS VARCHAR) AS subject, p.person, p.opens_on, h.last_on AS due_on,
       p.mistaken, p.submission, p.sheet, p.row, 0 AS slot, p.person AS key, 'urge' AS want, h.first_on AS from_on, h.last_on AS to_on
FROM duty_half h
JOIN held_period p ON p.org = h.org AND p.period = h.period AND p.direction = '流出' AND p.days >= 90 AND coalesce(p.not_taken_reason, '') <> '当地无党组织'
