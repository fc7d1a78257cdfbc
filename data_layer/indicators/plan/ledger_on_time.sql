-- id: ledger_on_time
-- number: 1
-- name: 按季报送
-- group: 台账
-- clause: 三（一）2
-- weight: 6
-- period: quarter
-- counted: 每个在册党支部每季度一件
-- met: 本季台账第一次有效报送的收到日不晚于截止日
-- remedied_when: 逾期后补报本季台账
-- needs: duty_quarter
SELECT org, quarter, period, 'branch' AS subject, CAST(NULL AS BIGINT) AS person,
       first_on AS period_opens_on, first_on AS opens_on, due_on, due_on AS prove_by,
       false AS mistaken, ledger AS base_submission, '封面' AS base_sheet, 1 AS base_row, CAST(NULL AS BIGINT) AS base_contact,
       first_received_on AS day, first_received_on IS NOT NULL AS counts, CAST(NULL AS VARCHAR) AS reason,
       quarter AS report_quarter, true AS report_first, first_received_on AS report_received_on, true AS report_counted,
       first_submission AS submission, '封面' AS sheet, 1 AS row, CAST(NULL AS BIGINT) AS contact
FROM duty_quarter
