-- One submission with the file it came from, and which version of its quarter's ledger it is.
SELECT s.submission, s.org, s.quarter, s.file_name, s.received_on, s.recorded_at, s.account, k.content,
       EXISTS (SELECT 1 FROM erasure_file e WHERE e.new_sha256 = s.file_sha256) AS erased,
       (SELECT count(*) FROM submission o WHERE o.org = s.org AND o.quarter = s.quarter AND o.submission <= s.submission) AS version
FROM submission s
LEFT JOIN kept_file k ON k.sha256 = s.file_sha256
WHERE s.submission = $submission
