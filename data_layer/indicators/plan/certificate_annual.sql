-- id: certificate_annual
-- number: 16
-- order: 403
-- name: 年度审验
-- group: 活动证
-- clause: 三（一）1
-- weight: 2
-- period: year
-- counted: 12 月 31 日在外、10 月 1 日前外出、应当持证（预计返回空白或满 float_min_months 个月、没有免发证原因）的，每次外出每年一件
-- met: 当年有年度审验
-- due: 12 月 31 日
-- proof: 四季度台账截止日
-- unclear: 补录；姓名对应两人
-- example: 甲 3 月外出、没有免发证原因、年底仍在外：11 月 20 日年度审验的达标，没有审验或次年 1 月才审验的未达标
-- remedied_when: 以后补做审验
-- needs: duty_year calendar spell_quarter
SELECT y.org, y.family, y.quarter, y.period, s.person || '-' || s.spell AS subject, s.person, greatest(y.first_on, s.start_on) AS opens_on, y.last_on AS due_on,
       s.mistaken, s.submission, s.sheet, s.row, 'annual' AS want, s.person AS key, 0 AS slot, y.first_on AS from_on, y.last_on AS to_on
FROM duty_year y
JOIN calendar c ON c.rules = y.rules AND c.quarter = y.quarter - 3
-- who ought to have one, not who is said to: telling of a certificate makes no duty, and keeping it quiet saves none
JOIN spell_quarter s ON s.holder = y.org AND s.quarter = y.quarter AND s.direction = '流出' AND s.to_on = y.last_on AND s.start_on < s.first_on
    AND NOT s.no_certificate_reason AND (s.expected_return IS NULL OR s.expected_return >= s.start_on + to_months(c.float_min_months))
