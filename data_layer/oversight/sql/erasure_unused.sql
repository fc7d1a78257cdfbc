-- Kept files under some hashes that no row names any more.
SELECT rowid AS place
FROM kept_file
WHERE sha256 IN (SELECT unnest($hashes::VARCHAR[]))
  AND sha256 NOT IN (
      SELECT file_sha256 FROM submission
      UNION ALL SELECT sha256 FROM finding_file
      UNION ALL SELECT sha256 FROM visit_file
      UNION ALL SELECT sha256 FROM round_file
      UNION ALL SELECT sha256 FROM duty_file
      UNION ALL SELECT sha256 FROM practice_file
      UNION ALL SELECT record_sha256 FROM round_event WHERE record_sha256 IS NOT NULL
  )
