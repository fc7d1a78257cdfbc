-- Grants not revoked, whether or not they are in force today.
SELECT grant_id, account, role, org, from_on, until, purpose, recorded_at
FROM grant_event AS given
WHERE kind = 'granted'
  AND NOT EXISTS (SELECT 1 FROM grant_event AS taken WHERE taken.kind = 'revoked' AND taken.grant_id = given.grant_id)
ORDER BY grant_id
