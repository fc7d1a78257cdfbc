-- id: excellent_supported
-- number: 29
-- order: 605
-- name: 优秀五好依据
-- group: 民主评议
-- clause: 三（一）4
-- weight: 0
-- period: year
-- counted: 评为优秀的，每人每年一件
-- met: 五好依据五项齐全
-- due: 次年 3 月 31 日
-- proof: 次年一季度台账截止日
-- unclear: 补录
-- example: 甲评为优秀：五好依据填“全部”的达标，只填四项的未达标
-- remedied_when: 补全五好依据
-- needs: appraised
SELECT a.org, a.family, a.prove_quarter AS quarter, a.period, CAST(a.person AS VARCHAR) AS subject, a.person, a.met_on AS opens_on, a.due_on AS due_on,
       a.mistaken, a.submission, a.sheet, a.row, a.year AS slot, a.r_day AS from_on, a.r_day AS to_on, a.person AS key,
       CASE WHEN a.r_supports = 5 THEN 'supported' ELSE 'none' END AS want, a.r_day AS fact_on
FROM appraised a
WHERE a.r_grade = '优秀'
