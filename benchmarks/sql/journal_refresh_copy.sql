INSERT INTO journal_refresh BY NAME
SELECT j.* REPLACE (CAST(j.org + b.nth * $pattern AS INTEGER) AS org)
FROM (SELECT unnest(range(1, $branches // $pattern)) AS nth) b, journal_refresh j
ORDER BY j.org + b.nth * $pattern
