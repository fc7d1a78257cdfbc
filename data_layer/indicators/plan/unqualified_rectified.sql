-- id: unqualified_rectified
-- number: 30
-- order: 606
-- name: 不合格整改
-- group: 民主评议
-- clause: 三（一）4
-- weight: 0
-- period: year
-- counted: 评为不合格的，每人每年一件
-- met: 定有整改期限，并在期限内（至多评议后 180 天）整改完成
-- due: 整改期限（至多评议后 180 天）；没有期限的，评议后 rectify_days 天
-- proof: 这一天所在季度台账的截止日
-- unclear: 补录
-- example: 12 月 20 日评为不合格，整改期限次年 3 月 31 日：3 月 20 日整改完成的达标；没有定期限的未达标
-- remedied_when: 整改完成
-- needs: appraised
SELECT a.org, a.family, year(d.due_on) * 4 + quarter(d.due_on) - 1 AS quarter, a.period, CAST(a.person AS VARCHAR) AS subject, a.person, a.met_on AS opens_on, d.due_on AS due_on,
       a.mistaken, a.submission, a.sheet, a.row, a.year AS slot, a.r_day AS from_on, a.r_day AS to_on, a.person AS key,
       CASE WHEN a.r_rectify_by IS NOT NULL AND a.r_rectified_on IS NOT NULL THEN 'rectified' ELSE 'none' END AS want, a.r_rectified_on AS fact_on
FROM appraised a,
LATERAL (SELECT CASE WHEN a.r_rectify_by IS NULL THEN a.r_day + a.rectify_days ELSE least(a.r_rectify_by, a.r_day + 180) END AS due_on) d
WHERE a.r_grade = '不合格'
