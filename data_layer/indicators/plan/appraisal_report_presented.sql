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
-- needs: appraised
SELECT a.org, a.family, a.prove_quarter AS quarter, a.period, CAST(a.person AS VARCHAR) AS subject, a.person, a.met_on AS opens_on, a.due_on AS due_on,
       a.mistaken, a.submission, a.sheet, a.row, a.year AS slot, a.r_day AS from_on, a.r_day AS to_on, CAST(hash(a.person, a.r_presenter_key) >> 1 AS BIGINT) AS key,
       CASE WHEN a.r_presenter_key = a.contact_key THEN 'presented' WHEN a.r_presenter_key IS NULL THEN 'none' END AS want,
       CASE WHEN a.r_presenter_key = a.contact_key THEN a.r_day END AS fact_on,
       CASE WHEN a.r_presenter_key IS DISTINCT FROM a.contact_key AND a.r_presenter_key IS NOT NULL THEN a.r_day END AS doubt_on,
       CASE WHEN a.r_presenter_key IS DISTINCT FROM a.contact_key AND a.r_presenter_key IS NOT NULL THEN '代为汇报人不是联系人' END AS doubt
FROM appraised a
WHERE a.r_manner IS NULL OR a.r_manner IN ('书面汇报', '未参加')
