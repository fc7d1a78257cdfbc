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
-- remedied_when: 季度结束后联系上本人
-- needs: duty_quarter person_quarter
SELECT q.org, q.family, q.quarter, q.period, CAST(p.person AS VARCHAR) AS subject, p.person, p.opens_on, q.last_on AS due_on,
       p.mistaken, p.submission, p.sheet, p.row, p.contact_key, 'contact' AS want, p.person AS key, q.quarter AS slot
FROM duty_quarter q
JOIN person_quarter p ON p.org = q.org AND p.quarter = q.quarter AND p.days >= q.min_days_due
