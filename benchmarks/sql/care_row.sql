INSERT INTO care_row BY NAME
SELECT org, submission, '关爱帮扶' AS sheet, CAST(5 + m AS INTEGER) AS row, person, 'one' AS tie,
       CAST(date_trunc('quarter', last_on) AS DATE) + CAST(20 + roll(seed, m, q, 15) % 40 AS INTEGER) AS day, false AS month,
       roll(seed, m, q, 16) AS row_hash, '走访慰问' AS kind, CAST(300 AS DECIMAL(18, 2)) AS amount
FROM bench_listed
WHERE q % 4 = 0 AND roll(seed, m, q, 17) % 2 = 0
