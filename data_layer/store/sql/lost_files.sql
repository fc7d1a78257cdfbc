-- Rows that name a file that is not kept.
WITH named AS (
    SELECT 'submission' AS source, submission AS number, file_sha256 AS sha256 FROM submission
    UNION ALL SELECT 'finding_file', event, sha256 FROM finding_file
    UNION ALL SELECT 'visit_file', event, sha256 FROM visit_file
    UNION ALL SELECT 'round_file', event, sha256 FROM round_file
    UNION ALL SELECT 'duty_file', event, sha256 FROM duty_file
    UNION ALL SELECT 'practice_file', event, sha256 FROM practice_file
    UNION ALL SELECT 'round_event', event, record_sha256 FROM round_event WHERE record_sha256 IS NOT NULL
)
SELECT source, number FROM named
WHERE sha256 NOT IN (SELECT sha256 FROM kept_file)
ORDER BY ALL
