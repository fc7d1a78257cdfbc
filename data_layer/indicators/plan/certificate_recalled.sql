-- id: certificate_recalled
-- number: 15
-- order: 402
-- name: 及时收回
-- group: 活动证
-- clause: 三（一）1
-- weight: 0
-- period: quarter
-- counted: 本季不再外出或转出组织关系、有活动证的，每次一件
-- met: 不再外出后 certificate_recall_days 天内收回或挂失
-- due: 返回日期后 certificate_recall_days 天
-- proof: 这一天所在季度台账的截止日
-- unclear: 补录；姓名对应两人；返回或收回日期只写到月
-- example: 甲 5 月 20 日不再外出，按 30 天算到 6 月 19 日：6 月 10 日收回的达标，6 月 25 日的未达标
-- remedied_when: 收回活动证
-- needs: duty_quarter back certified
SELECT q.org, q.family, w.due_quarter AS quarter, q.period, b.person || '-' || b.spell AS subject, b.person, b.day AS opens_on, w.due_on,
       b.mistaken, b.submission, b.sheet, b.row, 'recall' AS want, b.person AS key, 0 AS slot,
       b.day AS from_on, b.wide_on + q.certificate_recall_days AS to_on, b.wide_on AS from_wide, w.due_on AS to_wide
FROM duty_quarter q
JOIN back b ON b.holder = q.org AND b.day_quarter = q.quarter AND b.is_end
JOIN certified c ON c.spell = b.spell,
LATERAL (SELECT b.day + q.certificate_recall_days AS due_on, year(b.day + q.certificate_recall_days) * 4 + quarter(b.day + q.certificate_recall_days) - 1 AS due_quarter) w
