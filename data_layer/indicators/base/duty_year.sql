-- needs: ledger_quarter year asked
-- The years a wanted branch answers for, with their last quarter: active in all four, the first one assessed.
SELECT b.org, b.family, b.as_of, b.seen_to, b.quarter + 3 AS quarter, y.year * 10 AS period, b.first_on,
       make_date(y.year, 12, 31) AS last_on, y.*
FROM ledger_quarter b
JOIN asked a ON a.org = b.org AND b.quarter + 3 BETWEEN a.first_quarter AND a.last_quarter
JOIN year y ON y.rules = b.rules AND y.year * 4 = b.quarter
WHERE b.answers AND b.quarter <= $through
