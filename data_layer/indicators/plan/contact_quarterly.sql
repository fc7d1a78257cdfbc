-- id: contact_quarterly
-- number: 3
-- order: 203
-- name: 季度联系
-- group: 联系
-- clause: 三（一）3
-- weight: 21
-- period: quarter
-- counted: 本季在外满 min_days_due 天的流动党员，每人每季度一件
-- met: 本季在外期间至少有一次联系上的联系记录
-- due: 季末
-- proof: 本季台账截止日
-- unclear: 补录；姓名对应两人；日期只写到月而当月有几天不在外
-- example: 甲 7 月 5 日外出，本季在外 88 天：8 月 2 日电话联系上的达标；只打过没有接通的未达标；四季度台账才写 8 月 2 日的待核（补录）
-- remedied_when: 季度结束后联系上本人
-- needs: duty_quarter person_quarter
SELECT q.org, q.family, q.quarter, q.period, CAST(p.person AS VARCHAR) AS subject, p.person, p.opens_on, q.last_on AS due_on,
       p.mistaken, p.submission, p.sheet, p.row, p.contact_key, 'contact' AS want, p.person AS key, q.quarter AS slot
FROM duty_quarter q
JOIN person_quarter p ON p.org = q.org AND p.quarter = q.quarter AND p.days >= q.min_days_due
