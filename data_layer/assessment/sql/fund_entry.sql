-- Entries of committees' funds for a year, as known at a time; one taken back says when and why.
SELECT
    e.event, e.org, e.kind, e.branch, e.year, e.day, e.amount, e.source, e.category, e.voucher, e.summary, e.reverses,
    e.receipts, e.approver_key IS NOT NULL AS approved, e.handler_key = e.approver_key AS self_approved,
    e.file_row, e.account, e.recorded_at, v.day AS voided_on, v.reason AS void_reason
FROM fund_event AS e
LEFT JOIN fund_event AS v ON v.voids = e.event AND v.recorded_at <= $known_at AND v.day <= $as_of
WHERE
    e.kind <> 'void' AND e.year = $year AND e.day <= $as_of AND e.recorded_at <= $known_at
    AND (e.org IN (SELECT unnest($funds::INTEGER[])) OR e.branch IN (SELECT unnest($branches::INTEGER[])))
ORDER BY e.day DESC, e.event DESC
