-- id: inflow_verified
-- number: 38
-- order: 707
-- name: 流入身份核实
-- group: 双向管理
-- clause: 三（二）
-- weight: 0
-- period: quarter
-- counted: 本季流入的党员，每次一件
-- met: 流入后 inflow_verify_days 天内有身份核实
-- due: 流入后 inflow_verify_days 天
-- proof: 这一天所在季度台账的截止日
-- unclear: 补录；姓名对应两人；流入或核实日期只写到月
-- example: 丙 8 月 1 日流入，按 30 天算到 8 月 31 日：8 月 20 日身份核实的达标，9 月 5 日的未达标
-- remedied_when: 补做身份核实
-- needs: duty_quarter spell_begun
SELECT q.org, q.family, year(w.due_on) * 4 + quarter(w.due_on) - 1 AS quarter, q.period, s.person || '-' || s.spell AS subject, s.person, s.start_on AS opens_on, w.due_on,
       s.mistaken, s.submission, s.sheet, s.row, 'verify' AS want, s.person AS key, 0 AS slot,
       s.start_on AS from_on, w.early_on + q.inflow_verify_days AS to_on, w.early_on AS from_wide, w.due_on AS to_wide
FROM duty_quarter q
JOIN spell_begun s ON s.holder = q.org AND s.quarter = q.quarter AND s.direction = '流入',
LATERAL (SELECT s.start_on + q.inflow_verify_days AS due_on, CASE WHEN s.start_month THEN CAST(date_trunc('month', s.start_on) AS DATE) ELSE s.start_on END AS early_on) w
