-- id: certificate_issued
-- number: 14
-- order: 401
-- name: 及时发放
-- group: 活动证
-- clause: 三（一）1
-- weight: 5
-- period: quarter
-- counted: 本季开始的外出，预计返回空白或满 float_min_months 个月、没有免发证原因的，每次一件
-- met: 外出前 pre_departure_days 天至外出后 certificate_issue_days 天内发证，同一份台账写有编号
-- due: 外出日期后 certificate_issue_days 天
-- proof: 这一天所在季度台账的截止日
-- unclear: 补录；姓名对应两人；外出或发证日期只写到月
-- example: 甲 8 月 20 日外出，预计次年 3 月返回，按 10 天算到 8 月 30 日：8 月 25 日发证并写有编号的达标，9 月 5 日才发的未达标
-- remedied_when: 补发活动证并登记编号
-- needs: duty_quarter spell_begun
SELECT q.org, q.family, w.due_quarter AS quarter, q.period, s.person || '-' || s.spell AS subject, s.person, s.start_on AS opens_on, w.due_on,
       s.mistaken, s.submission, s.sheet, s.row, 'issue' AS want, s.spell AS key, 0 AS slot,
       s.start_on - q.pre_departure_days AS from_on, w.early_on + q.certificate_issue_days AS to_on, w.early_on - q.pre_departure_days AS from_wide, w.due_on AS to_wide
FROM duty_quarter q
JOIN spell_begun s ON s.holder = q.org AND s.quarter = q.quarter AND s.direction = '流出' AND NOT s.no_certificate_reason
    AND (s.expected_return IS NULL OR s.expected_return >= s.start_on + to_months(q.float_min_months)),
LATERAL (SELECT s.start_on + q.certificate_issue_days AS due_on, CASE WHEN s.start_month THEN CAST(date_trunc('month', s.start_on) AS DATE) ELSE s.start_on END AS early_on,
                year(s.start_on + q.certificate_issue_days) * 4 + quarter(s.start_on + q.certificate_issue_days) - 1 AS due_quarter) w
