-- id: custodian_named
-- number: 7
-- order: 105
-- name: 专人管理
-- group: 台账
-- clause: 三（一）2
-- weight: 2
-- period: quarter
-- counted: 本季有人在外的党支部，每季度一件
-- met: 封面台账负责人已填，职务是支部书记、专职副书记或指定专人
-- due: 本季台账截止日
-- proof: 同日，由本季台账自己证明
-- unclear: 截止后用更正的台账才写明的（补录）
-- example: 台账负责人写了乙、职务选“专职副书记”：达标；职务空着：未达标
-- remedied_when: 以后季度明确台账负责人
-- needs: duty_quarter person_quarter
SELECT q.org, -q.org AS family, q.quarter, q.period, 'branch' AS subject, p.opens_on, q.due_on, false AS mistaken,
       q.ledger AS submission, '封面' AS sheet, 1 AS row, 'custodian' AS want, q.org AS key, q.quarter AS slot
FROM duty_quarter q
JOIN (SELECT org, quarter, min(opens_on) AS opens_on FROM person_quarter GROUP BY org, quarter) p ON p.org = q.org AND p.quarter = q.quarter
