-- needs: ledger_quarter year asked
-- The years whose appraisal a wanted branch answers for: active in all four quarters, the last one assessed.
SELECT b.org, b.family, b.as_of, b.seen_to, b.quarter, y.year * 10 AS period, make_date(y.year + 1, 3, 31) AS due_on,
       b.quarter + 1 AS prove_quarter, y.*
FROM ledger_quarter b
JOIN asked a ON a.org = b.org AND b.quarter - 3 BETWEEN a.first_quarter AND a.last_quarter
JOIN year y ON y.rules = b.rules AND y.year * 4 + 3 = b.quarter
WHERE b.answers AND b.quarter <= $scope_through
