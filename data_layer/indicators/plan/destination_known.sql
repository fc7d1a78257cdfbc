-- id: destination_known
-- number: 32
-- order: 701
-- name: 流向清楚
-- group: 双向管理
-- clause: 三（二）
-- weight: 1
-- period: quarter
-- counted: 本季在外的流动党员，每人每季度一件
-- met: 外出地点、外出单位已填，本人电话有效
-- due: 本季在外的最后一天（一直在外的为季末）
-- proof: 本季台账截止日
-- unclear: 以后季度的台账才写明的（补录）
-- example: 甲三季度外出地点、单位、手机号都有：达标；外出单位空着：未达标
-- remedied_when: 在以后的台账中补全去向和电话
-- needs: duty_quarter person_quarter member_fact
SELECT q.org, q.family, q.quarter, q.period, CAST(p.person AS VARCHAR) AS subject, p.person, p.opens_on, p.last_on AS due_on,
       p.mistaken, p.submission, p.sheet, p.row, CASE WHEN p.place_filled AND p.unit_filled AND m.phone_valid THEN 'located' ELSE 'none' END AS want,
       p.spell AS key, 0 AS slot, p.opens_on AS fact_on
FROM duty_quarter q
JOIN person_quarter p ON p.org = q.org AND p.quarter = q.quarter
LEFT JOIN member_fact m ON m.person = p.person AND p.quarter >= m.from_quarter AND p.quarter < m.to_quarter
