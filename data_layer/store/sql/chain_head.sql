-- The last link of the log's chain.
SELECT event, hash FROM audit_link ORDER BY event DESC LIMIT 1
