SELECT f.content FROM kept_file f WHERE f.sha256 = $sha256
