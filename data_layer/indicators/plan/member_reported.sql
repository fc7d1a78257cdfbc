-- id: member_reported
-- number: 35
-- order: 704
-- name: 定期汇报
-- group: 双向管理
-- clause: 三（二）
-- weight: 1
-- period: year
-- counted: 当年在外满 183 天的流动党员，每人每年一件
-- met: 当年有联系事由为思想汇报的联系记录
-- due: 12 月 31 日
-- proof: 四季度台账截止日
-- unclear: 补录；姓名对应两人
-- example: 甲当年在外 250 天：6 月 2 日联系记录事由为“思想汇报”的达标，只有“日常联系”的未达标
-- remedied_when: 以后汇报思想
-- needs: duty_year held_period
SELECT y.org, y.family, y.quarter, y.period, CAST(p.person AS VARCHAR) AS subject, p.person, p.opens_on, y.last_on AS due_on,
       p.mistaken, p.submission, p.sheet, p.row, 'thought' AS want, p.person AS key, 0 AS slot, y.first_on AS from_on, y.last_on AS to_on
FROM duty_year y
JOIN held_period p ON p.org = y.org AND p.period = y.period AND p.direction = '流出' AND p.days >= 183
