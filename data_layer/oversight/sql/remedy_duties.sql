-- needs: stated owed event person_same
-- The duties asked about (d_: branch, indicator, member; -1: all of the branch) as they stand, of every period, with when
-- and by which ledger what they rest on was recorded. person: as it was asked for.
-- short: of duties that need a sum, what was missing by the ledgers that came in time (hours in hundredths).
WITH wanted AS (
    SELECT d.org, d.indicator, d.listed, coalesce(p.same_as, d.listed) AS person
    FROM (
        SELECT DISTINCT unnest(CAST($d_org AS INTEGER[])) AS org, unnest(CAST($d_indicator AS VARCHAR[])) AS indicator,
               unnest(CAST($d_person AS BIGINT[])) AS listed
    ) d
    LEFT JOIN person_same p ON p.person = d.listed
),
short AS (
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
SELECT s.indicator, s.org, s.period, s.subject, CASE WHEN w.listed = -1 THEN s.person ELSE w.listed END AS person, s.due_on, s.state, s.exempt, s.met_on, s.unclear_from, s.doubt,
       s.evidence.submission AS submission, s.evidence.sheet AS sheet, s.evidence.row AS row, b.received_on, b.recorded_at,
       CAST(h.short AS BIGINT) AS short
FROM stated s
JOIN wanted w ON w.org = s.org AND w.indicator = s.indicator AND (w.listed = -1 OR w.person = s.person)
LEFT JOIN submission b ON b.submission = s.evidence.submission
LEFT JOIN short h ON h.indicator = s.indicator AND h.org = s.org AND h.period = s.period AND h.subject = s.subject
