-- id: appraisal_attended
-- number: 25
-- order: 601
-- name: 参加评议
-- group: 民主评议
-- clause: 三（一）4
-- weight: 5
-- period: year
-- counted: 评议大会当日在外的流动党员，每人每年一件
-- met: 有当年评议记录，参评方式不是“未参加”
-- due: 次年 3 月 31 日
-- proof: 次年一季度台账截止日
-- unclear: 补录；评议记录的姓名对应两人
-- example: 12 月 20 日评议大会，甲线上参加：达标；登记为“未参加”或没有登记：未达标
-- remedied_when: 补行评议
-- needs: appraised
SELECT a.org, a.family, a.prove_quarter AS quarter, a.period, CAST(a.person AS VARCHAR) AS subject, a.person, a.met_on AS opens_on, a.due_on AS due_on,
       a.mistaken, a.submission, a.sheet, a.row, a.year AS slot, a.r_day AS from_on, a.r_day AS to_on, a.person AS key,
       CASE WHEN a.r_manner <> '未参加' THEN 'attend' ELSE 'none' END AS want, a.r_day AS fact_on,
       a.maybe_on AS doubt_on, CASE WHEN a.maybe_on IS NOT NULL THEN '姓名对应两人' END AS doubt
FROM appraised a
