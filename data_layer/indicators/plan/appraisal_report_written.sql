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
-- needs: appraised appraisal_shown
SELECT a.org, a.family, a.prove_quarter AS quarter, a.period, CAST(a.person AS VARCHAR) AS subject, a.person, a.met_on AS opens_on, a.due_on AS due_on,
       a.mistaken, coalesce(r.submission, a.submission) AS submission, coalesce(r.sheet, a.sheet) AS sheet, coalesce(r.row, a.row) AS row, a.year AS slot, r.day AS from_on, r.day AS to_on, a.person AS key,
       CASE WHEN r.day IS NOT NULL THEN 'written' ELSE 'none' END AS want, r.reported_on AS fact_on
FROM appraised a
LEFT JOIN (
    SELECT * FROM appraisal_shown WHERE reported_on <= day
    QUALIFY row_number() OVER (PARTITION BY family, person, year ORDER BY reported_on, day, submission, row) = 1
) r ON r.family = a.family AND r.person = a.person AND r.year = a.year
-- who came owes none; but one that was given for want of coming stands
WHERE coalesce((SELECT bool_and(s.manner IN ('书面汇报', '未参加')) OR bool_or(s.manner IN ('书面汇报', '未参加') AND s.reported_on <= s.day)
                FROM appraisal_shown s WHERE s.family = a.family AND s.person = a.person AND s.year = a.year), true)
