-- id: appraisal_report_written
-- number: 26
-- order: 602
-- name: 书面汇报
-- group: 民主评议
-- clause: 三（一）4
-- weight: 2
-- period: year
-- counted: 没有评议记录、书面汇报或未参加的，每人每年一件
-- met: 书面汇报日期不晚于评议日期
-- due: 次年 3 月 31 日
-- proof: 次年一季度台账截止日
-- unclear: 补录
-- example: 12 月 20 日评议：甲 12 月 15 日书面汇报的达标，12 月 25 日才补交的未达标
-- remedied_when: 补交书面汇报
-- needs: appraised
SELECT a.org, a.family, a.prove_quarter AS quarter, a.period, CAST(a.person AS VARCHAR) AS subject, a.person, a.met_on AS opens_on, a.due_on AS due_on,
       a.mistaken, a.submission, a.sheet, a.row, a.year AS slot, a.r_day AS from_on, a.r_day AS to_on, a.person AS key,
       CASE WHEN a.r_reported_on <= a.r_day THEN 'written' ELSE 'none' END AS want, a.r_reported_on AS fact_on
FROM appraised a
WHERE a.r_manner IS NULL OR a.r_manner IN ('书面汇报', '未参加')
