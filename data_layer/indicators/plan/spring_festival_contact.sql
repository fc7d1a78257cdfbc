-- id: spring_festival_contact
-- number: 4
-- name: 春节联系慰问
-- group: 关爱
-- clause: 三（一）3
-- weight: 5
-- period: year
-- counted: 正月初一在外的流动党员，每人每年一件
-- met: 春节前 spring_before_days 天至春节后 spring_after_days 天内联系上或有关爱帮扶
-- remedied_when: 春节后补做联系慰问
-- needs: asked duty_quarter festival spell_quarter touch
SELECT q.org, f.due_quarter AS quarter, f.period, CAST(p.person AS VARCHAR) AS subject, p.person,
       f.from_on AS period_opens_on, greatest(f.from_on, p.start_on) AS opens_on, f.to_on AS due_on, d.due_on AS prove_by,
       p.mistaken, p.submission AS base_submission, p.sheet AS base_sheet, p.row AS base_row, CAST(NULL AS BIGINT) AS base_contact,
       t.day, t.sure AND f.from_on <= t.from_day AND t.day <= f.to_on AS counts,
       CASE WHEN NOT t.sure THEN '姓名对应两人' WHEN t.from_day < f.from_on OR t.day > f.to_on THEN '只写到月' END AS reason,
       t.quarter AS report_quarter, t.first AS report_first, t.received_on AS report_received_on, t.counted AS report_counted,
       t.submission, t.sheet, t.row, CAST(NULL AS BIGINT) AS contact
FROM duty_quarter q
JOIN asked a ON a.org = q.org
JOIN festival f ON f.rules = a.rules AND f.quarter = q.quarter
JOIN duty_quarter d ON d.org = q.org AND d.quarter = f.due_quarter
JOIN (
    SELECT s.holder, s.quarter, s.person, f.rules, min(s.start_on) AS start_on, bool_or(s.mistaken) AS mistaken,
           arg_max(s.submission, s.start_on) AS submission, arg_max(s.sheet, s.start_on) AS sheet,
           arg_max(s.row, s.start_on) AS row
    FROM spell_quarter s
    JOIN asked a ON a.org = s.holder
    JOIN festival f ON f.rules = a.rules AND f.quarter = s.quarter
    WHERE s.start_on <= least(f.day, a.seen_to) AND s.to_on >= least(f.day, a.seen_to)
    GROUP BY s.holder, s.quarter, s.person, f.rules
) p ON p.holder = q.org AND p.quarter = q.quarter
LEFT JOIN touch t ON t.family = q.family AND t.person = p.person AND t.day >= f.from_on AND t.from_day <= f.to_on
