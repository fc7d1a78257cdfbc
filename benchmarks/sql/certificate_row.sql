-- One person in five is home for some days in a quarter, his certificate looked at four times in five; once a year the annual look.
INSERT INTO certificate_row BY NAME
SELECT org, submission, '活动证与返乡' AS sheet, CAST(5 + m * 3 + k AS INTEGER) AS row, person, 'one' AS tie,
       CAST(date_trunc('quarter', last_on) AS DATE) + CAST(roll(seed, m, q, 20) % 80 + k AS INTEGER) AS day, false AS month,
       roll(seed, m, q, k, 21) AS row_hash, ['临时返乡', '返回审验', '年度审验'][1 + k] AS item, true AS numbered, true AS handler_filled,
       roll(seed, m, q, k, 22) % 10 > 0 AS record_filled, roll(seed, m, q, k, 23) % 20 = 0 AS problem,
       CASE WHEN roll(seed, m, q, k, 23) % 40 = 0 THEN CAST(date_trunc('quarter', last_on) AS DATE) + 89 END AS corrected_on
FROM bench_listed, (SELECT unnest(range(3)) AS k)
WHERE CASE k WHEN 0 THEN roll(seed, m, q, 24) % 5 = 0 WHEN 1 THEN roll(seed, m, q, 24) % 25 IN (0, 5, 10, 15) ELSE q % 4 = 3 AND roll(seed, m, q, 25) % 8 > 0 END
ORDER BY org, submission, m, k
