-- id: requirements_explained
-- number: 21
-- order: 502
-- name: 组织生活要求明确
-- group: 教育培训
-- clause: 三（一）3
-- weight: 4
-- period: quarter
-- counted: 本季开始的外出，每次一件
-- met: 其行前教育已告知全部七项要求
-- due: 外出当日
-- proof: 本季台账截止日
-- unclear: 补录；姓名对应两人；外出或教育日期只写到月
-- example: 甲的行前教育已告知事项填“全部”：达标；缺“交纳党费”一项：未达标
-- remedied_when: 补充告知七项要求
-- needs: duty_quarter spell_begun
SELECT q.org, q.family, q.quarter, q.period, s.person || '-' || s.spell AS subject, s.person, s.start_on AS opens_on, s.start_on AS due_on,
       s.mistaken, s.submission, s.sheet, s.row, 'explain' AS want, s.person AS key, 0 AS slot,
       s.start_on - q.pre_departure_days AS from_on, w.early_on AS to_on, w.early_on - q.pre_departure_days AS from_wide, s.start_on AS to_wide
FROM duty_quarter q
JOIN spell_begun s ON s.holder = q.org AND s.quarter = q.quarter AND s.direction = '流出',
LATERAL (SELECT CASE WHEN s.start_month THEN CAST(date_trunc('month', s.start_on) AS DATE) ELSE s.start_on END AS early_on) w
