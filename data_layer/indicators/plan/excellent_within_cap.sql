-- id: excellent_within_cap
-- number: 31
-- order: 607
-- name: 优秀比例
-- group: 民主评议
-- clause: 三（一）4
-- weight: 0
-- period: year
-- counted: 第四季度台账封面填有党员总数和优秀党员数的党支部，每年一件
-- met: 优秀党员数不超过党员总数的 excellent_share（向下取整）
-- due: 次年 3 月 31 日
-- proof: 次年一季度台账截止日
-- unclear: 期限以后更正的台账才符合的（补录）
-- example: 党员总数 25 人，按三分之一至多 8 人：优秀 8 人的达标，9 人的未达标
-- remedied_when: 按比例重新评定
-- needs: duty_appraisal ledger_quarter
SELECT a.org, -a.org AS family, a.prove_quarter AS quarter, a.period, 'branch' AS subject, l.received_on AS opens_on, a.due_on, false AS mistaken,
       l.ledger AS submission, '封面' AS sheet, 1 AS row, 'cap' AS want, a.org AS key, a.quarter AS slot
FROM duty_appraisal a
JOIN ledger_quarter l ON l.org = a.org AND l.quarter = a.quarter
JOIN submission s ON s.org = l.org AND s.submission = l.ledger AND s.members_total IS NOT NULL AND s.excellent_declared IS NOT NULL
