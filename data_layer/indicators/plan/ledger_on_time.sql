-- id: ledger_on_time
-- number: 1
-- order: 101
-- name: 按季报送
-- group: 台账
-- clause: 三（一）2
-- weight: 6
-- period: quarter
-- counted: 每个在册党支部每季度一件
-- met: 本季台账第一次有效报送的收到日不晚于截止日
-- due: 本季台账截止日
-- proof: 同日，看收到日
-- unclear: 没有待核：收到日由系统记下
-- example: 三季度截止 10 月 10 日：10 月 9 日第一次报送的达标，10 月 11 日才报的未达标
-- remedied_when: 逾期后补报本季台账
-- needs: duty_quarter
SELECT org, family, quarter, period, 'branch' AS subject, first_on AS opens_on, due_on, false AS mistaken,
       first_received_on AS fact_on, first_submission AS submission, '封面' AS sheet, 1 AS row
FROM duty_quarter
