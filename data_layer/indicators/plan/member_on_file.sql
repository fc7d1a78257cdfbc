-- id: member_on_file
-- number: 2
-- name: 两表建档
-- group: 台账
-- clause: 三（一）2
-- weight: 9
-- period: quarter
-- counted: 本季在外的流动党员，每人每季度一件；封面人数多于名单的，每多一人一件
-- met: 本季台账的基本信息、管理信息都列有此人，必填项齐全有效
-- remedied_when: 在以后的台账中补齐此人两表
-- needs: duty_quarter quarter person_quarter spell_quarter filed
SELECT q.org, q.quarter, q.period, CAST(p.person AS VARCHAR) AS subject, p.person,
       q.first_on AS period_opens_on, p.opens_on, q.due_on, q.due_on AS prove_by,
       p.mistaken, coalesce(f.base_submission, p.submission) AS base_submission, coalesce(f.base_sheet, p.sheet) AS base_sheet,
       coalesce(f.base_row, p.row) AS base_row, CAST(NULL AS BIGINT) AS base_contact,
       f.received_on AS day, f.received_on IS NOT NULL AS counts, CAST(NULL AS VARCHAR) AS reason,
       q.quarter AS report_quarter, f.first AS report_first, f.received_on AS report_received_on, true AS report_counted,
       f.base_submission AS submission, f.base_sheet AS sheet, f.base_row AS row, CAST(NULL AS BIGINT) AS contact
FROM duty_quarter q
JOIN person_quarter p ON p.org = q.org AND p.quarter = q.quarter AND (q.received_on IS NULL OR p.first_start <= q.received_on)
LEFT JOIN filed f ON f.org = q.org AND f.quarter = q.quarter AND f.person = p.person
UNION ALL
SELECT q.org, q.quarter, q.period, '封面-' || i.nth, NULL, q.first_on, q.first_on, q.due_on, q.due_on,
       false, q.ledger, '封面', q.cover_row, NULL, NULL, false, NULL, q.quarter, true, NULL, true, NULL, NULL, NULL, NULL
FROM (
    SELECT q.*, q.floating_declared - coalesce(a.away, 0) AS surplus,
           CAST(regexp_extract(json_extract_string(q.cover_cells, '$."流动党员数"'), '[0-9]+') AS INTEGER) AS cover_row
    FROM duty_quarter q
    LEFT JOIN (
        SELECT s.holder, s.quarter, count(DISTINCT s.person) AS away
        FROM spell_quarter s JOIN quarter c ON c.quarter = s.quarter AND c.last_on = s.to_on
        GROUP BY s.holder, s.quarter
    ) a ON a.holder = q.org AND a.quarter = q.quarter
    WHERE q.floating_declared > 0
) q
JOIN (SELECT unnest(range(1, 1000)) AS nth) i ON i.nth <= q.surplus
