-- Kept files whose bytes are not what their name says.
SELECT sha256, size, octet_length(content) AS held
FROM kept_file
WHERE sha256(content) <> sha256 OR octet_length(content) <> size
ORDER BY sha256
