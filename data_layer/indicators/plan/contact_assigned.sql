-- id: contact_assigned
-- number: 8
-- order: 201
-- name: 明确联系人
-- group: 联系
-- clause: 三（一）3
-- weight: 6
-- period: quarter
-- counted: 本季在外的流动党员，每人每季度一件
-- met: 联系人已填，联系人电话有效
-- due: 本季在外的最后一天（一直在外的为季末）
-- proof: 本季台账截止日
-- unclear: 以后季度的台账才写明的（补录）
-- example: 甲 7 月 5 日外出，三季度台账写有联系人和 11 位手机号：达标；手机号少一位：未达标
-- remedied_when: 在以后的台账中写明联系人和有效电话
-- needs: duty_quarter person_quarter
SELECT q.org, q.family, q.quarter, q.period, CAST(p.person AS VARCHAR) AS subject, p.person, p.opens_on, p.last_on AS due_on,
       p.mistaken, p.submission, p.sheet, p.row, p.spell AS key, 0 AS slot,
       coalesce(CASE WHEN p.contact_key IS NOT NULL AND p.contact_phone_valid THEN 'assigned' END, 'none') AS want, p.opens_on AS fact_on,
       CASE WHEN p.contact_set_on > p.start_on THEN '事后指定' END AS noted
FROM duty_quarter q
JOIN person_quarter p ON p.org = q.org AND p.quarter = q.quarter
