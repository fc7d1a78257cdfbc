-- id: hardship_helped
-- number: 13
-- order: 303
-- name: 困难帮扶
-- group: 关爱
-- clause: 三（一）3
-- weight: 0
-- period: year
-- counted: 当年台账写明是困难党员、当年在外的，每人每年一件
-- met: 当年至少有一条关爱帮扶
-- due: 12 月 31 日
-- proof: 四季度台账截止日
-- unclear: 补录；姓名对应两人
-- example: 甲二季度起写明是困难党员，9 月 3 日走访慰问：达标；全年没有一条：未达标
-- remedied_when: 以后对其开展帮扶
-- needs: duty_year held_period member_fact
SELECT y.org, y.family, y.quarter, y.period, CAST(p.person AS VARCHAR) AS subject, p.person, p.opens_on, y.last_on AS due_on,
       p.mistaken, p.submission, p.sheet, p.row, 'care' AS want, p.person AS key, 0 AS slot, y.first_on AS from_on, y.last_on AS to_on
FROM duty_year y
JOIN held_period p ON p.org = y.org AND p.period = y.period AND p.direction = '流出'
JOIN (
    SELECT DISTINCT person, quarter // 4 AS year FROM member_fact WHERE any_hardship
) h ON h.person = p.person AND h.year = y.year
