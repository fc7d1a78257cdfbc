-- needs: stated owed event
-- The duties of some branches and indicators as they stand, with when and by which ledger what they rest on was recorded.
-- short: of duties that need a sum, what was missing by the ledgers that came in time (hours in hundredths).
WITH short AS (
    SELECT indicator, org, period, subject, any_value(need) - coalesce(sum(least(amount, cap)), 0) AS short
    FROM (
        SELECT d.indicator, d.org, d.period, d.subject, e.day, any_value(d.need) AS need, any_value(d.cap) AS cap, sum(e.amount) AS amount
        FROM owed d
        LEFT JOIN (SELECT DISTINCT family, want, key, slot, day, item, amount, received_on FROM event WHERE counted AND sure) e
            ON e.want = d.want AND e.key = d.key AND e.slot = d.slot AND e.family = d.family
               AND e.day BETWEEN d.from_on AND d.to_on AND e.received_on <= d.prove_by
        WHERE d.need IS NOT NULL
        GROUP BY d.indicator, d.org, d.period, d.subject, e.day
    )
    GROUP BY indicator, org, period, subject
)
SELECT s.indicator, s.org, s.period, s.subject, s.person, s.due_on, s.state, s.exempt, s.met_on, s.unclear_from, s.doubt,
       s.evidence.submission AS submission, s.evidence.sheet AS sheet, s.evidence.row AS row, b.received_on, b.recorded_at,
       CAST(h.short AS BIGINT) AS short
FROM stated s
LEFT JOIN submission b ON b.submission = s.evidence.submission
LEFT JOIN short h ON h.indicator = s.indicator AND h.org = s.org AND h.period = s.period AND h.subject = s.subject
