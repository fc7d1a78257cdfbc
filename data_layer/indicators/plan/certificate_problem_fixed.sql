-- id: certificate_problem_fixed
-- number: 19
-- order: 406
-- name: 问题纠正
-- group: 活动证
-- clause: 三（一）1
-- weight: 0
-- period: quarter
-- counted: 本季记有存在问题的，每条一件
-- met: problem_fix_days 天内写明纠正日期
-- due: 记录日期后 problem_fix_days 天
-- proof: 这一天所在季度台账的截止日
-- unclear: 以后季度的台账才写纠正日期的（补录）
-- example: 4 月 8 日审验记“证件破损”，按 90 天算到 7 月 7 日：7 月 1 日纠正的达标，没有写纠正日期的未达标
-- remedied_when: 纠正问题并写明日期
-- needs: duty_quarter line_latest
SELECT q.org, q.family, year(l.day + q.problem_fix_days) * 4 + quarter(l.day + q.problem_fix_days) - 1 AS quarter, q.period, l.subject, l.day AS opens_on,
       l.day + q.problem_fix_days AS due_on, false AS mistaken, l.submission, l.sheet, l.row,
       CASE WHEN l.fixed_on IS NOT NULL THEN 'fixed' ELSE 'none' END AS want, l.key, 0 AS slot, l.fixed_on AS fact_on
FROM duty_quarter q
JOIN line_latest l ON l.org = q.org AND l.day_quarter = q.quarter AND l.source = 'certificate' AND l.problem
