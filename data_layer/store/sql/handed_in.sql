-- The hash of each ledger's file as it stands beside the one the log's line of its hand-in gives.
SELECT s.submission, s.file_sha256, split_part(a.object, ' ', 2) AS logged
FROM audit_event a
JOIN submission s ON s.submission = TRY_CAST(regexp_extract(split_part(a.object, ' ', 1), '(\d+)$', 1) AS BIGINT)
WHERE a.action = 'ledger_submit' AND a.result = 'ok' AND contains(a.object, ' ')
ORDER BY s.submission
