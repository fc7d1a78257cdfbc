-- id: change_declared
-- number: 6
-- order: 104
-- name: 变化报告
-- group: 台账
-- clause: 三（一）2
-- weight: 1
-- period: quarter
-- counted: 本季有台账、此前也有台账的党支部，每季度一件
-- met: 封面“本季度变化”与两季台账实际比对一致（空白不算）
-- due: 本季台账截止日
-- proof: 同日，由本季台账自己证明
-- unclear: 截止后用更正的台账才改对的（补录）
-- example: 名单比二季度少一人，封面写“无变化”：未达标；写“有变化”：达标
-- remedied_when: 以后季度如实填报变化
-- needs: duty_quarter version
SELECT q.org, -q.org AS family, q.quarter, q.period, 'branch' AS subject, q.first_on AS opens_on, q.due_on, false AS mistaken,
       q.ledger AS submission, '封面' AS sheet, 1 AS row, 'change' AS want, q.org AS key, q.quarter AS slot
FROM duty_quarter q
WHERE q.ledger IS NOT NULL AND EXISTS (SELECT 1 FROM version v WHERE v.org = q.org AND v.quarter < q.quarter)
