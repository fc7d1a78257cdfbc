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
-- due: july_to
-- proof: 这一天所在季度（三季度）台账的截止日
-- unclear: 补录；姓名对应两人；日期只写到月（如“6 月”，只有半个月在期内）
-- example: 按 6 月 16 日至 7 月 7 日：6 月 20 日微信联系上的达标，6 月 10 日的不算，只写“6 月”的待核
-- remedied_when: 七一后补做联系慰问
-- needs: on_festival
SELECT org, family, quarter, period, CAST(person AS VARCHAR) AS subject, person, opens_on, to_on AS due_on,
       mistaken, submission, sheet, row, 'greet' AS want, person AS key, 0 AS slot, from_on, to_on
FROM on_festival
WHERE name = 'july'
