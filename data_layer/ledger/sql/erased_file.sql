-- Whether a file was replaced because a person was erased from it.
SELECT 1 AS one FROM erasure_file WHERE old_sha256 = $sha256 LIMIT 1
