-- id: appraisal_graded
-- number: 28
-- order: 604
-- name: 评定等次
-- group: 民主评议
-- clause: 三（一）4
-- weight: 2
-- period: year
-- counted: 评议大会当日在外的正式党员，每人每年一件
-- met: 评议等次是优秀、合格、基本合格或不合格
-- due: 次年 3 月 31 日
-- proof: 次年一季度台账截止日
-- unclear: 补录
-- example: 甲是正式党员：等次“合格”的达标，空着或“不评定等次”的未达标
-- remedied_when: 补评等次
-- needs: appraised appraisal_shown
SELECT a.org, a.family, a.prove_quarter AS quarter, a.period, CAST(a.person AS VARCHAR) AS subject, a.person, a.met_on AS opens_on, a.due_on AS due_on,
       a.mistaken, coalesce(r.submission, a.submission) AS submission, coalesce(r.sheet, a.sheet) AS sheet, coalesce(r.row, a.row) AS row, a.year AS slot, r.day AS from_on, r.day AS to_on, a.person AS key,
       CASE WHEN r.day IS NOT NULL THEN 'graded' ELSE 'none' END AS want, r.day AS fact_on
FROM appraised a
LEFT JOIN (
    SELECT * FROM appraisal_shown WHERE grade IN ('优秀', '合格', '基本合格', '不合格')
    QUALIFY row_number() OVER (PARTITION BY family, person, year ORDER BY day, submission, row) = 1
) r ON r.family = a.family AND r.person = a.person AND r.year = a.year
WHERE a.category = '正式党员'
