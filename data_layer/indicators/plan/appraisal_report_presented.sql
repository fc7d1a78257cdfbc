-- id: appraisal_report_presented
-- number: 27
-- order: 603
-- name: 代为汇报
-- group: 民主评议
-- clause: 三（一）4
-- weight: 2
-- period: year
-- counted: 没有评议记录、书面汇报或未参加的，每人每年一件
-- met: 代为汇报人是其联系人；是别人的待核
-- due: 次年 3 月 31 日
-- proof: 次年一季度台账截止日
-- unclear: 代为汇报人不是联系人；补录
-- example: 甲的联系人是乙：由乙代为汇报的达标，由丙代为的待核，空着的未达标
-- remedied_when: 以后由联系人代为汇报
-- needs: appraised appraisal_shown
SELECT a.org, a.family, a.prove_quarter AS quarter, a.period, CAST(a.person AS VARCHAR) AS subject, a.person, a.met_on AS opens_on, a.due_on AS due_on,
       a.mistaken, coalesce(a.r.submission, a.submission) AS submission, coalesce(a.r.sheet, a.sheet) AS sheet, coalesce(a.r.row, a.row) AS row,
       a.year AS slot, a.r.day AS from_on, a.r.day AS to_on, CAST(hash(a.person, a.contact_key) >> 1 AS BIGINT) AS key,
       CASE WHEN a.r IS NOT NULL THEN 'presented' WHEN a.other_on IS NULL THEN 'none' END AS want, a.r.day AS fact_on,
       CASE WHEN a.r IS NULL THEN a.other_on END AS doubt_on, CASE WHEN a.r IS NULL AND a.other_on IS NOT NULL THEN '代为汇报人不是联系人' END AS doubt
FROM (
    -- r: the first row that names the contact; other_on: when it was somebody else
    SELECT a.*, min({'day': r.day, 'submission': r.submission, 'sheet': r.sheet, 'row': r.row}) FILTER (r.presenter_key = a.contact_key) AS r,
           min(r.day) FILTER (r.presenter_key IS DISTINCT FROM a.contact_key) AS other_on
    FROM appraised a
    LEFT JOIN appraisal_shown r ON r.family = a.family AND r.person = a.person AND r.year = a.year AND r.presenter_key IS NOT NULL
    GROUP BY ALL
) a
-- who came owes none; but one that was given for want of coming stands
WHERE coalesce((SELECT bool_and(s.manner IN ('书面汇报', '未参加')) OR bool_or(s.manner IN ('书面汇报', '未参加') AND s.presenter_key = a.contact_key)
                FROM appraisal_shown s WHERE s.family = a.family AND s.person = a.person AND s.year = a.year), true)
