-- The first year with an entry of these funds or branches, or with a voucher of these branches.
SELECT min(year) AS year FROM (
    SELECT min(year) AS year FROM fund_event
    WHERE
        kind <> 'void' AND day <= $as_of AND recorded_at <= $known_at
        AND (org IN (SELECT unnest($funds::INTEGER[])) OR branch IN (SELECT unnest($branches::INTEGER[])))
    UNION ALL
    SELECT min(year(day)) FROM expense_row
    WHERE org IN (SELECT unnest($branches::INTEGER[])) AND day <= $as_of
)
