-- id: member_on_file
-- number: 2
-- order: 102
-- name: 两表建档
-- group: 台账
-- clause: 三（一）2
-- weight: 9
-- period: quarter
-- counted: 本季在外的流动党员，每人每季度一件；封面人数多于名单的，每多一人一件
-- met: 本季台账的基本信息、管理信息都列有此人，必填项齐全有效
-- due: 本季台账截止日
-- proof: 同日，由本季台账自己证明
-- unclear: 截止后用更正的台账才补齐的（补录）
-- example: 10 月 9 日的台账列了甲，但管理信息的外出原因空着：未达标；10 月 12 日更正补齐：待核（补录）
-- remedied_when: 在以后的台账中补齐此人两表
-- needs: duty_quarter quarter person_quarter spell_quarter
SELECT q.org, -q.org AS family, q.quarter, q.period, CAST(p.person AS VARCHAR) AS subject, p.person, p.opens_on, q.due_on,
       p.mistaken, p.submission, p.sheet, p.row, 'file' AS want, p.person AS key, q.quarter AS slot
FROM duty_quarter q
JOIN person_quarter p ON p.org = q.org AND p.quarter = q.quarter AND (q.received_on IS NULL OR p.first_start <= q.received_on)
UNION ALL BY NAME
SELECT q.org, -q.org AS family, q.quarter, q.period, '封面-' || i.nth AS subject, q.first_on AS opens_on, q.due_on,
       false AS mistaken, q.ledger AS submission, '封面' AS sheet, q.cover_row AS row
FROM (
    SELECT q.*, q.floating_declared - coalesce(a.away, 0) AS surplus,
           CAST(regexp_extract(json_extract_string(q.cover_cells, '$."流动党员数"'), '[0-9]+') AS INTEGER) AS cover_row
    FROM duty_quarter q
    LEFT JOIN (
        SELECT p.org, p.quarter, count(*) AS away
        FROM person_quarter p JOIN quarter c ON c.quarter = p.quarter AND c.last_on = p.last_on
        GROUP BY p.org, p.quarter
    ) a ON a.org = q.org AND a.quarter = q.quarter
    WHERE q.floating_declared > 0
) q
JOIN (SELECT unnest(range(1, 1000)) AS nth) i ON i.nth <= q.surplus
