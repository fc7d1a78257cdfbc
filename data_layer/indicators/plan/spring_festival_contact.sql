-- id: spring_festival_contact
-- number: 4
-- order: 301
-- name: 春节联系慰问
-- group: 关爱
-- clause: 三（一）3
-- weight: 5
-- period: year
-- counted: 正月初一在外的流动党员，每人每年一件
-- met: 春节前 spring_before_days 天至春节后 spring_after_days 天内联系上或有关爱帮扶
-- due: 春节后 spring_after_days 天
-- proof: 这一天所在季度（一季度）台账的截止日
-- unclear: 补录；姓名对应两人；日期只写到月
-- example: 2026 年春节是 2 月 17 日，按前 15 天、后 14 天为 2 月 2 日至 3 月 3 日：2 月 10 日走访慰问的达标，1 月 30 日的不算
-- remedied_when: 春节后补做联系慰问
-- needs: on_festival
SELECT org, family, quarter, period, CAST(person AS VARCHAR) AS subject, person, opens_on, to_on AS due_on,
       mistaken, submission, sheet, row, 'greet' AS want, person AS key, 0 AS slot, from_on, to_on
FROM on_festival
WHERE name = 'spring'
