-- needs: ledger_quarter
-- The half-years a wanted branch answers for, with their last quarter: active in both, the first one assessed.
SELECT e.org, e.family, e.rules, e.as_of, e.seen_to, e.quarter, e.period // 10 * 10 + 6 + e.quarter % 4 // 2 AS period,
       b.first_on, e.last_on
FROM ledger_quarter e
JOIN asked a ON a.org = e.org AND e.quarter BETWEEN a.first_quarter AND a.last_quarter
JOIN ledger_quarter b ON b.org = e.org AND b.quarter = e.quarter - 1 AND b.answers
WHERE e.quarter % 2 = 1 AND b.quarter <= $through
