-- Person and spell ids found to be one, in the order said; what a withdrawn ledger said does not hold.
WITH alias AS (
    SELECT 'person' AS kind, event, org, person AS id, same_as, submission, recorded_at FROM person_alias
    UNION ALL
    SELECT 'spell', event, org, spell, same_as, submission, recorded_at FROM spell_alias
)
SELECT a.kind, a.id, a.same_as
FROM alias AS a
WHERE a.org IN (SELECT unnest($orgs::INTEGER[])) AND a.recorded_at <= $known_at
  AND NOT EXISTS (
      SELECT 1 FROM submission_event AS e
      WHERE e.submission = a.submission AND e.kind = 'withdrawn' AND e.day <= $as_of AND e.recorded_at <= $known_at
  )
ORDER BY a.event
