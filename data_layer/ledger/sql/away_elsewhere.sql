-- Numbers whose persons stand as away (流出, not ended) on the last listing of another branch. Crosses branches on purpose.
SELECT DISTINCT id_hash
FROM (
    SELECT p.id_hash, r.org, r.spell, arg_max(r.end_on IS NULL AND r.end_kind IS NULL, r.submission) AS away
    FROM person_identity p
    JOIN spell_row r ON r.org = p.org AND r.person = p.person
    WHERE p.id_hash IN (SELECT unnest($hashes)) AND p.org NOT IN (SELECT unnest($orgs)) AND r.direction = '流出'
      AND NOT EXISTS (
          SELECT 1 FROM submission_event e WHERE e.org = r.org AND e.submission = r.submission AND e.kind = 'withdrawn'
      )
    GROUP BY p.id_hash, r.org, r.spell
) AS found
WHERE away
