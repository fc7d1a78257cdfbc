SELECT sha256 FROM kept_file WHERE sha256 IN (SELECT unnest($hashes))
