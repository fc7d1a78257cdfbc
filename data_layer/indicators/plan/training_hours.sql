-- id: training_hours
-- number: 23
-- order: 504
-- name: 集中学习学时
-- group: 教育培训
-- clause: 三（三）
-- weight: 1
-- period: year
-- counted: 当年在外满 90 天的流动党员，每人每年一件
-- met: 当年集中学习学时（邮寄教育不算，每天至多 8 学时）达到 annual_hours × 在外天数 / 全年天数
-- due: 12 月 31 日
-- proof: 四季度台账截止日
-- unclear: 补录；姓名对应两人（没有这些就不够时）
-- example: 甲当年在外 200 天，按全年 32 学时应有 32 × 200 / 365，约 17.5 学时：学了 18 学时达标，17 学时未达标
-- remedied_when: 以后补足学时
-- needs: duty_year held_period
SELECT y.org, y.family, y.quarter, y.period, CAST(p.person AS VARCHAR) AS subject, p.person, p.opens_on, y.last_on AS due_on,
       p.mistaken, p.submission, p.sheet, p.row, 'hours' AS want, p.person AS key, 0 AS slot, y.first_on AS from_on, y.last_on AS to_on,
       CAST(ceil(y.annual_hours * 100 * p.days / (y.last_on - y.first_on + 1)) AS BIGINT) AS need, 800 AS cap
FROM duty_year y
JOIN held_period p ON p.org = y.org AND p.period = y.period AND p.direction = '流出' AND p.days >= 90
