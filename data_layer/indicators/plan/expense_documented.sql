-- id: expense_documented
-- number: 44
-- order: 803
-- name: 凭证齐全
-- group: 经费
-- clause: 四（二）
-- weight: 0
-- period: quarter
-- counted: 本季每笔经费使用（冲减除外）一件
-- met: 凭证号已填且全年唯一，审批人已填且不是经手人，票据至少一张
-- due: 本季台账截止日
-- proof: 同日
-- unclear: 以后季度的台账才补全的（补录）
-- example: 8 月 6 日一笔凭证号、审批人、票据 2 张齐全：达标；审批人与经手人同是乙：未达标
-- remedied_when: 在以后的台账中补全凭证
-- needs: duty_quarter line_latest
SELECT q.org, q.family, q.quarter, q.period, l.subject, l.day AS opens_on, q.due_on, false AS mistaken, l.submission, l.sheet, l.row,
       CASE WHEN l.complete THEN 'line' ELSE 'none' END AS want, l.key, 0 AS slot, l.day AS fact_on
FROM duty_quarter q
JOIN line_latest l ON l.org = q.org AND l.day_quarter = q.quarter AND l.source = 'expense' AND l.reverses IS NULL
