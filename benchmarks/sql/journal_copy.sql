-- The journal of the first pattern of branches, repeated for the others (see plan.sql).
INSERT INTO journal BY NAME
SELECT j.* REPLACE (CAST(j.org + b.nth * $pattern AS INTEGER) AS org)
FROM (SELECT unnest(range(1, $branches // $pattern)) AS nth) b, journal j
ORDER BY j.org + b.nth * $pattern
