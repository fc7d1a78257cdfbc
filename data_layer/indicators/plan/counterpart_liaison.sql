-- id: counterpart_liaison
-- number: 34
-- order: 703
-- name: 与流入地联络
-- group: 双向管理
-- clause: 三（二）
-- weight: 2
-- period: half
-- counted: 半年内在外满 90 天、当地有党组织的流动党员，每人每半年一件
-- met: 半年内至少有一条双向管理记录
-- due: 半年的最后一天
-- proof: 半年最后一季台账的截止日
-- unclear: 补录；姓名对应两人
-- example: 甲上半年在外 120 天：5 月 8 日有一条信息通报的达标，没有往来记录的未达标
-- remedied_when: 以后与流入地党组织联络
-- needs: duty_half held_period
SELECT h.org, h.family, h.quarter, h.period, CAST(p.person AS VARCHAR) AS subject, p.person, p.opens_on, h.last_on AS due_on,
       p.mistaken, p.submission, p.sheet, p.row, 0 AS slot, p.person AS key, 'liaison' AS want, h.first_on AS from_on, h.last_on AS to_on
FROM duty_half h
JOIN held_period p ON p.org = h.org AND p.period = h.period AND p.direction = '流出' AND p.days >= 90 AND coalesce(p.not_taken_reason, '') <> '当地无党组织'
