-- The bytes of a frozen record.
SELECT content FROM kept_file WHERE sha256 = $sha256
