-- Spending as net: one row a voucher number and year of an organisation, from branches' counted ledgers (the latest
-- report of a number counts) and from what committees spent themselves; a reversal is taken off the voucher of its own
-- year that it names, else it stands by itself (of_before: it names one of the year before). Without a number: one row a day, amount and category of a branch.
WITH counted AS (
    SELECT s.org, s.quarter, max(s.submission) AS submission
    FROM submission AS s
    WHERE
        s.org IN (SELECT unnest($branches::INTEGER[])) AND s.received_on <= $as_of AND s.recorded_at <= $known_at
        AND NOT EXISTS (
            SELECT 1 FROM submission_event AS e
            WHERE
                e.org = s.org AND e.submission = s.submission AND e.kind = 'withdrawn'
                AND e.day <= $as_of AND e.recorded_at <= $known_at
        )
    GROUP BY s.org, s.quarter
),
reported AS (
    SELECT
        r.org, year(r.day) AS year, r.day, r.voucher, r.reverses, r.source, r.category, coalesce(r.amount, 0) AS amount,
        r.receipts, r.approver_key IS NOT NULL AS approved, coalesce(r.handler_key = r.approver_key, FALSE) AS self_approved,
        c.quarter, r.submission, r.sheet, r.row, NULL::BIGINT AS event, NULL::VARCHAR AS summary
    FROM expense_row AS r
    JOIN counted AS c ON c.org = r.org AND c.submission = r.submission
    WHERE r.day <= $as_of AND year(r.day) >= $year - 2
    UNION ALL
    SELECT
        e.org, e.year, e.day, e.voucher, e.reverses, e.source, e.category, e.amount,
        e.receipts, e.approver_key IS NOT NULL, coalesce(e.handler_key = e.approver_key, FALSE),
        0, 0, '', 0, e.event, e.summary
    FROM fund_event AS e
    WHERE
        e.kind = 'spent' AND e.org IN (SELECT unnest($funds::INTEGER[])) AND e.year >= $year - 2
        AND e.day <= $as_of AND e.recorded_at <= $known_at
        AND NOT EXISTS (
            SELECT 1 FROM fund_event AS v WHERE v.voids = e.event AND v.recorded_at <= $known_at AND v.day <= $as_of
        )
),
numbered AS (
    SELECT
        *,
        row_number() OVER same_voucher AS nth,
        count(*) OVER (PARTITION BY org, year, voucher, submission) AS times,
        -- an earlier quarter gave this number to another day and another amount
        lead(day) OVER same_voucher AS earlier_day,
        lead(amount) OVER same_voucher AS earlier_amount,
        lead(quarter) OVER same_voucher AS earlier_quarter
    FROM reported
    WINDOW same_voucher AS (
        PARTITION BY
            org, year, voucher,
            CASE WHEN voucher IS NULL THEN coalesce(event, 0) END,
            CASE WHEN voucher IS NULL THEN day END,
            CASE WHEN voucher IS NULL THEN amount END,
            CASE WHEN voucher IS NULL THEN category END
        ORDER BY quarter DESC, submission DESC, row DESC, event DESC
    )
),
voucher AS (
    SELECT * FROM numbered WHERE nth = 1
),
reversal AS (
    SELECT r.org, r.year, r.submission, r.row, r.event, r.reverses, r.amount
    FROM voucher AS r
    JOIN voucher AS t
        ON t.org = r.org AND t.voucher = r.reverses AND t.year = r.year AND t.reverses IS NULL
    WHERE r.amount < 0
    GROUP BY ALL
),
taken_off AS (
    SELECT org, year, reverses, sum(amount) AS amount FROM reversal GROUP BY ALL
),
net AS (
    SELECT
        v.* EXCLUDE (nth), coalesce(t.amount, 0) AS taken_off, v.amount + coalesce(t.amount, 0) AS spent,
        EXISTS (
            SELECT 1 FROM voucher AS b
            WHERE b.org = v.org AND b.voucher = v.reverses AND b.year = v.year - 1 AND b.reverses IS NULL
        ) AS of_before
    FROM voucher AS v
    LEFT JOIN taken_off AS t ON t.org = v.org AND t.year = v.year AND t.reverses = v.voucher AND v.reverses IS NULL
    WHERE NOT EXISTS (
        SELECT 1 FROM reversal AS r
        WHERE
            r.org = v.org AND r.year = v.year AND r.submission = v.submission AND r.row = v.row
            AND r.event IS NOT DISTINCT FROM v.event
    )
)
