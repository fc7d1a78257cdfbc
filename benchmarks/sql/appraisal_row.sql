-- The year's appraisal on one day of December, of nine in ten.
INSERT INTO appraisal_row BY NAME
SELECT org, submission, '民主评议' AS sheet, CAST(5 + m AS INTEGER) AS row, person, 'one' AS tie, last_on - CAST(seed % 20 AS INTEGER) AS day, false AS month,
       roll(seed, m, q, 40) AS row_hash, CAST(q // 4 AS SMALLINT) AS year, CASE WHEN h % 3 > 0 THEN '书面汇报' ELSE '返回参加' END AS manner,
       CASE WHEN h % 3 > 0 THEN last_on - 25 END AS reported_on, CASE WHEN h % 3 > 0 THEN roll(org, m % 3) END AS presenter_key,
       CASE h % 12 WHEN 0 THEN '优秀' WHEN 1 THEN '不合格' ELSE '合格' END AS grade, CAST(CASE WHEN h % 12 = 0 THEN 5 ELSE 0 END AS SMALLINT) AS supports,
       CASE WHEN h % 4 = 0 THEN last_on - 22 END AS feedback_on, CASE WHEN h % 12 = 1 THEN last_on + 90 END AS rectify_by
FROM (SELECT *, roll(seed, m, q, 41) AS h FROM bench_listed)
WHERE q % 4 = 3 AND roll(seed, m, q, 42) % 10 > 0
