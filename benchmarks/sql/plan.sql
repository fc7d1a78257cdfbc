-- Who reports what in each quarter, as a table of this run. Branches repeat every $pattern: the seed of a branch is its
-- number within the pattern, so that a journal made for one pattern holds for every other.
-- First ledgers: 3 in 100 missing, 7 in 100 late; 5 in 100 are handed in a second time.
CREATE OR REPLACE TEMP TABLE bench_ledger AS
WITH slot AS (
    SELECT b.b, b.b % $pattern AS seed, q.q, v.v,
           roll(b.b % $pattern, q.q, 1) % 100 AS luck, roll(b.b % $pattern, q.q, v.v, 2) AS h,
           make_date(CAST((q.q + 1) // 4 AS INTEGER), CAST((q.q + 1) % 4 * 3 + 1 AS INTEGER), 1) AS next_on
    FROM (SELECT unnest(range($from_branch, $to_branch)) AS b) b,
         (SELECT unnest(range($first_quarter, $first_quarter + $quarters)) AS q) q,
         (SELECT unnest(range(2)) AS v) v
    WHERE v.v = 0 OR roll(b.b % $pattern, q.q, 3) % 20 = 0
)
SELECT b, seed, q, v, h, CAST(2 + $units + $committees + b AS INTEGER) AS org,
       CAST(((q - $first_quarter) * 2 + v) * $branches + b + 1 AS BIGINT) AS submission,
       next_on - 1 AS last_on,
       CAST(next_on + CAST(CASE WHEN v = 1 THEN 21 + h % 9 WHEN luck < 10 THEN 11 + h % 9 ELSE h % 10 END AS INTEGER) AS DATE) AS received_on
FROM slot
WHERE luck >= 3
ORDER BY b, q, v
