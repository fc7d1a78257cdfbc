-- id: certificate_inspected
-- number: 17
-- order: 404
-- name: 返回查验
-- group: 活动证
-- clause: 三（一）1
-- weight: 0
-- period: quarter
-- counted: 本季返回（含临时返乡）、有活动证的，每次一件
-- met: 返回后 return_inspect_days 天内有返回审验
-- due: 返回后 return_inspect_days 天
-- proof: 这一天所在季度台账的截止日
-- unclear: 补录；姓名对应两人；返回或审验日期只写到月
-- example: 甲 2 月 12 日临时返乡，按 30 天算到 3 月 14 日：3 月 1 日返回审验的达标，没有审验的未达标
-- remedied_when: 补做查验并记录
-- needs: duty_quarter back certified
SELECT q.org, q.family, w.due_quarter AS quarter, q.period, b.person || '-' || b.spell || '-' || b.day AS subject, b.person, b.day AS opens_on, w.due_on,
       b.mistaken, b.submission, b.sheet, b.row, 'inspect' AS want, b.person AS key, 0 AS slot,
       b.day AS from_on, b.wide_on + q.return_inspect_days AS to_on, b.wide_on AS from_wide, w.due_on AS to_wide
FROM duty_quarter q
JOIN back b ON b.holder = q.org AND b.day_quarter = q.quarter
JOIN certified c ON c.spell = b.spell,
LATERAL (SELECT b.day + q.return_inspect_days AS due_on, year(b.day + q.return_inspect_days) * 4 + quarter(b.day + q.return_inspect_days) - 1 AS due_quarter) w
