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
-- remedied_when: 春节后补做联系慰问
-- needs: on_festival
SELECT org, family, quarter, period, CAST(person AS VARCHAR) AS subject, person, opens_on, to_on AS due_on,
       mistaken, submission, sheet, row, 'greet' AS want, person AS key, 0 AS slot, from_on, to_on
FROM on_festival
WHERE name = 'spring'
