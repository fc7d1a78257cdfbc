-- id: contact_quarterly
-- number: 3
-- name: 季度联系
-- group: 联系
-- clause: 三（一）3
-- weight: 21
-- period: quarter
-- counted: 本季在外满 min_days_due 天的流动党员，每人每季度一件
-- met: 本季在外期间至少有一次联系上的联系记录
-- remedied_when: 季度结束后联系上本人
-- needs: duty_quarter person_quarter person_scope touch
SELECT q.org, q.quarter, q.period, CAST(p.person AS VARCHAR) AS subject, p.person,
       q.first_on AS period_opens_on, p.opens_on, q.last_on AS due_on, q.due_on AS prove_by,
       p.mistaken, p.submission AS base_submission, p.sheet AS base_sheet, p.row AS base_row, p.contact_key AS base_contact,
       t.day, t.sure AND t.inside AS counts, CASE WHEN NOT t.sure THEN '姓名对应两人' WHEN NOT t.inside THEN '只写到月' END AS reason,
       t.quarter AS report_quarter, t.first AS report_first, t.received_on AS report_received_on, t.counted AS report_counted,
       t.submission, t.sheet, t.row, t.contact_key AS contact
FROM duty_quarter q
JOIN person_quarter p ON p.org = q.org AND p.quarter = q.quarter AND p.days >= q.min_days_due
LEFT JOIN (
    SELECT t.*, s.quarter AS scope_quarter, s.from_on <= t.from_day AND t.day <= s.to_on AS inside
    FROM touch t
    JOIN person_scope s ON s.person = t.person AND s.quarter = year(t.day) * 4 + quarter(t.day) - 1
        AND s.from_on <= t.day AND t.from_day <= s.to_on
    WHERE t.source = 'contact'
) t ON t.family = q.family AND t.person = p.person AND t.scope_quarter = q.quarter
