-- needs: quarter spell_listing spell_end
-- A spell in a quarter: the facts that hold for it there (latest ledger with quarter <= q that lists it, else the
-- earliest) and its scope days from_on..to_on. An open spell runs on. origin: the branch that first listed it.
WITH listing AS (
    -- a quarter's latest row is the one that another quarter's (or nothing) follows
    SELECT *, quarter = first_quarter AS earliest
    FROM (
        SELECT *, lead(quarter) OVER w AS next_quarter, first_value(quarter) OVER w AS first_quarter, first_value(org) OVER w AS origin
        FROM spell_listing
        WINDOW w AS (PARTITION BY spell ORDER BY quarter, submission, row)
    )
    WHERE next_quarter IS NULL OR next_quarter > quarter
)
SELECT l.* EXCLUDE (org, quarter, received_on, end_on, end_month, end_kind, next_quarter, first_quarter, earliest),
       q.quarter, q.first_on, q.last_on, coalesce(e.mistaken, false) AS mistaken, e.given_on, e.end_on, e.end_month, e.end_kind,
       greatest(l.start_on, q.first_on) AS from_on,
       least(coalesce(e.end_on - 1, q.last_on), q.last_on) AS to_on
FROM listing l
JOIN quarter q ON (q.quarter >= l.quarter OR l.earliest) AND (l.next_quarter IS NULL OR q.quarter < l.next_quarter)
LEFT JOIN spell_end e ON e.spell = l.spell
WHERE l.start_on <= q.last_on AND l.start_on <= l.seen_to
  AND (e.end_on IS NULL OR e.end_on > greatest(l.start_on, q.first_on))
