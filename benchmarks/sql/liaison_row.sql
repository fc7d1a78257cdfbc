-- Half of the people are spoken of with the branch at the other end in a quarter.
INSERT INTO liaison_row BY NAME
SELECT org, submission, '双向管理' AS sheet, CAST(5 + m AS INTEGER) AS row, person, 'one' AS tie,
       CAST(date_trunc('quarter', last_on) AS DATE) + CAST(roll(seed, m, q, 50) % 90 AS INTEGER) AS day, false AS month,
       roll(seed, m, q, 51) AS row_hash, ['督促提醒', '信息通报', '工作对接'][1 + roll(seed, m, q, 52) % 3] AS item
FROM bench_listed
WHERE roll(seed, m, q, 53) % 2 = 0
