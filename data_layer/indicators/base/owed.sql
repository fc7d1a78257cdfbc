-- needs: candidate ledger_quarter
-- Every duty with a number of its own, and what the ledger that proves it brings along.
SELECT row_number() OVER () AS id, c.*,
       make_date(c.period // 10, CASE WHEN c.period % 10 IN (0, 6) THEN 1 WHEN c.period % 10 = 7 THEN 7 ELSE c.period % 10 * 3 - 2 END, 1) AS begins_on,
       l.due_on AS prove_by, l.as_of, l.known_at, l.ledger IS NOT NULL AS reported, l.received_on
FROM candidate c
JOIN ledger_quarter l ON l.org = c.org AND l.quarter = c.quarter
