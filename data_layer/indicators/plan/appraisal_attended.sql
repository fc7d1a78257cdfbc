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
-- needs: appraised appraisal_shown
SELECT a.org, a.family, a.prove_quarter AS quarter, a.period, CAST(a.person AS VARCHAR) AS subject, a.person, a.met_on AS opens_on, a.due_on AS due_on,
       a.mistaken, coalesce(r.submission, a.submission) AS submission, coalesce(r.sheet, a.sheet) AS sheet, coalesce(r.row, a.row) AS row, a.year AS slot, r.day AS from_on, r.day AS to_on, a.person AS key,
       CASE WHEN r.day IS NOT NULL THEN 'attend' ELSE 'none' END AS want, r.day AS fact_on,
       a.maybe_on AS doubt_on, CASE WHEN a.maybe_on IS NOT NULL THEN '姓名对应两人' END AS doubt
FROM appraised a
LEFT JOIN (
    SELECT * FROM appraisal_shown WHERE manner <> '未参加'
    QUALIFY row_number() OVER (PARTITION BY family, person, year ORDER BY day, submission, row) = 1
) r ON r.family = a.family AND r.person = a.person AND r.year = a.year
