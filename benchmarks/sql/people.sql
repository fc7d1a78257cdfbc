-- One spell a person: begun over three years, one in eight ended since, as a table of this run.
CREATE OR REPLACE TEMP TABLE bench_person AS
SELECT b, seed, m, org, person, start_on,
       CASE WHEN h % 8 = 0 THEN CAST(greatest(start_on + 60, DATE '2024-12-15') + CAST((h // 256) % 560 AS INTEGER) AS DATE) END AS end_on
FROM (
    SELECT b.b, b.b % $pattern AS seed, m.m, CAST(2 + $units + $committees + b.b AS INTEGER) AS org,
           CAST(b.b * $members + m.m + 1 AS BIGINT) AS person, roll(b.b % $pattern, m.m, 4) AS h,
           CAST(DATE '2022-06-01' + CAST(roll(b.b % $pattern, m.m, 5) % 1100 AS INTEGER) AS DATE) AS start_on
    FROM (SELECT unnest(range($from_branch, $to_branch)) AS b) b, (SELECT unnest(range($members)) AS m) m
)
ORDER BY b, m
