-- id: reviewed_with_contact
-- number: 5
-- order: 103
-- name: 会同核对
-- group: 台账
-- clause: 三（一）2
-- weight: 1
-- period: quarter
-- counted: 季末仍在外的流动党员，每人每季度一件
-- met: 封面核对日期在本季首日至截止日之间，且此人的联系人在会同联系人之列
-- due: 本季台账截止日
-- proof: 同日，由本季台账自己证明
-- unclear: 截止后用更正的台账才补上的（补录）
-- example: 核对日期 9 月 28 日，会同联系人只写了乙：由乙联系的甲达标，由丁联系的丙未达标
-- remedied_when: 以后季度会同其联系人核对台账
-- needs: duty_quarter person_quarter
SELECT q.org, -q.org AS family, q.quarter, q.period, CAST(p.person AS VARCHAR) AS subject, p.person, p.opens_on, q.due_on,
       p.mistaken, p.submission, p.sheet, p.row, 'review' AS want, p.person AS key, q.quarter AS slot
FROM duty_quarter q
JOIN person_quarter p ON p.org = q.org AND p.quarter = q.quarter AND p.last_on = q.last_on
