-- id: pre_departure_education
-- number: 20
-- order: 501
-- name: 行前教育
-- group: 教育培训
-- clause: 三（一）3、三（三）
-- weight: 4
-- period: quarter
-- counted: 本季开始的外出，每次一件
-- met: 外出前 pre_departure_days 天内至外出当日有完成的行前教育
-- due: 外出当日
-- proof: 本季台账截止日
-- unclear: 补录；姓名对应两人；外出或教育日期只写到月
-- example: 甲 7 月 5 日外出：7 月 3 日行前教育的达标，7 月 6 日才做的未达标
-- remedied_when: 补做教育并记录
-- needs: duty_quarter spell_begun
SELECT q.org, q.family, q.quarter, q.period, s.person || '-' || s.spell AS subject, s.person, s.start_on AS opens_on, s.start_on AS due_on,
       s.mistaken, s.submission, s.sheet, s.row, 'depart' AS want, s.person AS key, 0 AS slot,
       s.start_on - q.pre_departure_days AS from_on, w.early_on AS to_on, w.early_on - q.pre_departure_days AS from_wide, s.start_on AS to_wide
FROM duty_quarter q
JOIN spell_begun s ON s.holder = q.org AND s.quarter = q.quarter AND s.direction = '流出',
LATERAL (SELECT CASE WHEN s.start_month THEN CAST(date_trunc('month', s.start_on) AS DATE) ELSE s.start_on END AS early_on) w
