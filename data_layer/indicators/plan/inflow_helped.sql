-- id: inflow_helped
-- number: 40
-- order: 709
-- name: 流入帮助
-- group: 双向管理
-- clause: 三（二）
-- weight: 0
-- period: year
-- counted: 当年流入满 90 天的党员，每人每年一件
-- met: 当年有教育帮助或关爱帮扶
-- due: 12 月 31 日
-- proof: 四季度台账截止日
-- unclear: 补录；姓名对应两人
-- example: 丙当年流入 200 天：10 月 6 日教育帮助的达标，全年没有的未达标
-- remedied_when: 以后提供帮助
-- needs: duty_year held_period
SELECT y.org, y.family, y.quarter, y.period, CAST(p.person AS VARCHAR) AS subject, p.person, p.opens_on, y.last_on AS due_on,
       p.mistaken, p.submission, p.sheet, p.row, 'inhelp' AS want, p.person AS key, 0 AS slot, y.first_on AS from_on, y.last_on AS to_on
FROM duty_year y
JOIN held_period p ON p.org = y.org AND p.period = y.period AND p.direction = '流入' AND p.days >= 90
