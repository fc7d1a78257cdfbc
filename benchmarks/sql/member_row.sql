INSERT INTO member_row BY NAME
SELECT org, submission, '基本信息' AS sheet, CAST(5 + m AS INTEGER) AS row, person,
       roll(seed, m, q, v, 7) % 12 > 0 AS complete, '正式党员' AS category, true AS phone_valid, roll(seed, m, 70) % 12 = 0 AS hardship
FROM bench_listed
