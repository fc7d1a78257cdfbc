-- id: certificate_filled
-- number: 41
-- order: 710
-- name: 如实填证
-- group: 双向管理
-- clause: 三（二）
-- weight: 0
-- period: quarter
-- counted: 本季结束流入、有活动证的，每次一件
-- met: 流入期间至结束后 return_inspect_days 天内有填写记录
-- due: 结束流入后 return_inspect_days 天
-- proof: 这一天所在季度台账的截止日
-- unclear: 补录；姓名对应两人；起止或填写日期只写到月
-- example: 丙 8 月 1 日结束流入，按 30 天算到 8 月 31 日：7 月 25 日已填写的达标，没有填写记录的未达标
-- remedied_when: 补填活动证
-- needs: duty_quarter spell_ended certified
SELECT q.org, q.family, year(w.due_on) * 4 + quarter(w.due_on) - 1 AS quarter, q.period, s.person || '-' || s.spell AS subject, s.person, s.end_on AS opens_on, w.due_on,
       s.mistaken, s.submission, s.sheet, s.row, 'fill' AS want, s.person AS key, 0 AS slot,
       s.start_on AS from_on, w.early_end + q.return_inspect_days AS to_on, w.early_on AS from_wide, w.due_on AS to_wide
FROM duty_quarter q
JOIN spell_ended s ON s.holder = q.org AND s.end_quarter = q.quarter AND s.direction = '流入'
JOIN certified c ON c.spell = s.spell,
LATERAL (SELECT s.end_on + q.return_inspect_days AS due_on, CASE WHEN s.start_month THEN CAST(date_trunc('month', s.start_on) AS DATE) ELSE s.start_on END AS early_on,
                CASE WHEN s.end_month THEN CAST(date_trunc('month', s.end_on) AS DATE) ELSE s.end_on END AS early_end) w
