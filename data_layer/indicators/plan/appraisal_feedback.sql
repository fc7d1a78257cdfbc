-- id: appraisal_feedback
-- number: 37
-- order: 706
-- name: 评议依据
-- group: 双向管理
-- clause: 三（二）
-- weight: 0
-- period: year
-- counted: 参加评议或评定等次、有流入地党组织的，每人每年一件
-- met: 流入地反馈日期不晚于评议日期
-- due: 评议日期
-- proof: 评议日期所在季度台账的截止日
-- unclear: 补录
-- example: 12 月 20 日评议：流入地 12 月 10 日反馈的达标，没有反馈日期的未达标
-- remedied_when: 以后取得流入地反馈
-- needs: appraised
SELECT a.org, a.family, year(a.r_day) * 4 + quarter(a.r_day) - 1 AS quarter, a.period, CAST(a.person AS VARCHAR) AS subject, a.person, a.met_on AS opens_on, a.r_day AS due_on,
       a.mistaken, a.submission, a.sheet, a.row, a.year AS slot, a.r_day AS from_on, a.r_day AS to_on, a.person AS key,
       CASE WHEN a.r_feedback_on IS NOT NULL THEN 'feedback' ELSE 'none' END AS want, a.r_feedback_on AS fact_on
FROM appraised a
WHERE (a.r_manner <> '未参加' OR a.r_grade IS NOT NULL) AND a.receiving_filled
