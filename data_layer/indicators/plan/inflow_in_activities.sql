-- id: inflow_in_activities
-- number: 39
-- order: 708
-- name: 流入组织生活
-- group: 双向管理
-- clause: 三（二）
-- weight: 0
-- period: quarter
-- counted: 本季流入满 min_days_due 天的党员，每人每季度一件
-- met: 本季参加组织生活
-- due: 季末
-- proof: 本季台账截止日
-- unclear: 补录；姓名对应两人
-- example: 丙本季流入满 30 天：9 月 1 日参加组织生活的达标，没有记录的未达标
-- remedied_when: 以后组织其参加组织生活
-- needs: duty_quarter guest_quarter
SELECT q.org, q.family, q.quarter, q.period, CAST(p.person AS VARCHAR) AS subject, p.person, p.opens_on, q.last_on AS due_on,
       p.mistaken, p.submission, p.sheet, p.row, 'activity' AS want, p.person AS key, 0 AS slot, q.first_on AS from_on, q.last_on AS to_on
FROM duty_quarter q
JOIN guest_quarter p ON p.org = q.org AND p.quarter = q.quarter AND p.days >= q.min_days_due
