-- Two trainings in three quarters of four, post once a quarter, what is made up for in spring.
INSERT INTO training_row BY NAME
SELECT org, submission, '教育培训' AS sheet, CAST(5 + m * 3 + k AS INTEGER) AS row, person, 'one' AS tie,
       CAST(date_trunc('quarter', last_on) AS DATE) + CAST(roll(seed, m, q, k, 30) % 90 AS INTEGER) AS day, false AS month,
       roll(seed, m, q, k, 31) AS row_hash, CASE WHEN k = 2 THEN '邮寄教育' WHEN q % 4 = 0 THEN '补课教育' ELSE '集中培训' END AS kind,
       CAST(CASE WHEN k < 2 THEN 4 + roll(seed, m, q, k, 32) % 4 END AS DECIMAL(9, 2)) AS hours, true AS done, CAST(0 AS SMALLINT) AS explained
FROM bench_listed, (SELECT unnest(range(3)) AS k)
WHERE roll(seed, m, q, k, 33) % 4 > 0
ORDER BY org, submission, m, k
