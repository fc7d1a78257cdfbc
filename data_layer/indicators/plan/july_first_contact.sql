-- id: july_first_contact
-- number: 12
-- order: 302
-- name: 七一联系慰问
-- group: 关爱
-- clause: 三（一）3
-- weight: 5
-- period: year
-- counted: 7 月 1 日在外的流动党员，每人每年一件
-- met: july_from 至 july_to 之间联系上或有关爱帮扶
-- remedied_when: 七一后补做联系慰问
-- needs: on_festival
SELECT org, family, quarter, period, CAST(person AS VARCHAR) AS subject, person, opens_on, to_on AS due_on,
       mistaken, submission, sheet, row, 'greet' AS want, person AS key, 0 AS slot, from_on, to_on
FROM on_festival
WHERE name = 'july'
