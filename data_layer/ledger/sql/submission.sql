SELECT s.submission, s.org, s.quarter, s.received_on, s.recorded_at, s.file_sha256, s.file_name, s.account,
       coalesce((SELECT bool_or(e.kind = 'withdrawn') FROM submission_event e WHERE e.submission = s.submission AND e.org = s.org), false) AS withdrawn
FROM submission s
WHERE s.submission = $submission
