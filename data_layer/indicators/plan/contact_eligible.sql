-- id: contact_eligible
-- number: 9
-- order: 202
-- name: 联系人资格
-- group: 联系
-- clause: 三（一）3
-- weight: 3
-- period: quarter
-- counted: 本季在外的流动党员，每人每季度一件
-- met: 联系人是支部书记、支部委员或正式党员；与流动党员本人或本支部另一在外党员同名的待核
-- due: 本季在外的最后一天（一直在外的为季末）
-- proof: 本季台账截止日
-- unclear: 联系人与本人或本支部另一在外党员同名；以后季度的台账才写明的（补录）
-- example: 联系人身份选“支部委员”：达标；选“其他”：未达标；联系人写成甲自己：待核
-- remedied_when: 在以后的台账中改由符合条件的人联系
-- needs: duty_quarter person_quarter name_here
SELECT q.org, q.family, q.quarter, q.period, CAST(p.person AS VARCHAR) AS subject, p.person, p.opens_on, p.last_on AS due_on,
       p.mistaken, p.submission, p.sheet, p.row, p.spell AS key, 0 AS slot,
       CASE WHEN NOT e.eligible THEN 'none' WHEN NOT e.doubtful THEN 'eligible' END AS want,
       CASE WHEN NOT (e.eligible AND e.doubtful) THEN p.opens_on END AS fact_on,
       CASE WHEN e.eligible AND e.doubtful THEN p.opens_on END AS doubt_on, CASE WHEN e.eligible AND e.doubtful THEN '联系人可能是流动党员' END AS doubt
FROM duty_quarter q
JOIN person_quarter p ON p.org = q.org AND p.quarter = q.quarter
LEFT JOIN name_here n ON n.org = p.org AND n.quarter = p.quarter AND n.name_hash = p.contact_key,
LATERAL (SELECT coalesce(p.contact_key IS NOT NULL AND p.contact_role IN ('支部书记', '支部委员', '正式党员'), false) AS eligible,
                p.contact_is_member OR n.name_hash IS NOT NULL AS doubtful) e
