-- id: mailed_education
-- number: 22
-- order: 503
-- name: 邮寄教育
-- group: 教育培训
-- clause: 三（三）
-- weight: 3
-- period: year
-- counted: 当年在外满 90 天的流动党员，每人每年一件
-- met: 当年完成邮寄教育 mailed_per_year 次
-- due: 12 月 31 日
-- proof: 四季度台账截止日
-- unclear: 补录；姓名对应两人
-- example: 甲当年在外 200 天，9 月 12 日寄发学习资料并完成：按一年 1 次，达标；写“否”：未达标
-- remedied_when: 以后补寄学习资料
-- needs: duty_year held_period
SELECT y.org, y.family, y.quarter, y.period, CAST(p.person AS VARCHAR) AS subject, p.person, p.opens_on, y.last_on AS due_on,
       p.mistaken, p.submission, p.sheet, p.row, 'mail' AS want, p.person AS key, 0 AS slot, y.first_on AS from_on, y.last_on AS to_on, y.mailed_per_year AS need, 1 AS cap
FROM duty_year y
JOIN held_period p ON p.org = y.org AND p.period = y.period AND p.direction = '流出' AND p.days >= 90
