-- Two vouchers a branch and quarter.
INSERT INTO expense_row BY NAME
SELECT org, submission, '经费使用' AS sheet, CAST(5 + k AS INTEGER) AS row, last_on - CAST(10 + k * 30 AS INTEGER) AS day, false AS month,
       roll(seed, q, k, 60) AS row_hash, printf('%d-%d', q, k) AS voucher, '上级下拨' AS source, '教育培训' AS category,
       CAST(200 + roll(seed, q, k, 61) % 800 AS DECIMAL(18, 2)) AS amount, roll(org, 1) AS handler_key, roll(org, 2) AS approver_key, CAST(1 AS INTEGER) AS receipts
FROM bench_ledger, (SELECT unnest(range(2)) AS k)
ORDER BY org, submission, k
