-- Three in four of four slots a person and quarter; one person-quarter in ten has none.
INSERT INTO contact_row BY NAME
SELECT org, submission, '联系记录' AS sheet, CAST(5 + m * 4 + k AS INTEGER) AS row, person, 'one' AS tie,
       CAST(date_trunc('quarter', last_on) AS DATE) + CAST(roll(seed, m, q, k, 9) % 90 AS INTEGER) AS day, false AS month,
       roll(seed, m, q, k, 10) AS row_hash, '电话' AS method, roll(org, m % 3) AS contact_key,
       CAST(12 AS INTEGER) AS content_length, roll(seed, m, q, k, 11) AS content_hash, '日常联系' AS occasion,
       roll(seed, m, q, k, 12) % 20 > 0 AS reached
FROM bench_listed, (SELECT unnest(range(4)) AS k)
WHERE roll(seed, m, q, 13) % 10 > 0 AND roll(seed, m, q, k, 14) % 4 > 0
ORDER BY org, submission, m, k
