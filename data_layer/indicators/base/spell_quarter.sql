-- needs: asked due spell_same spell_scope passed
-- A 流出 spell in a quarter with the branch that holds it on its last scope day; entered by mistake (误登记): only in
-- quarters already closed when that was reported, until staff accept it.
WITH held AS (
    SELECT s.*, coalesce(p.target, s.origin) AS holder
    FROM spell_scope s
    LEFT JOIN passed p ON p.spell = s.spell AND p.quarter = s.quarter
)
SELECT h.*
FROM held h
LEFT JOIN due d ON d.org = h.holder AND d.quarter = h.quarter
WHERE NOT h.mistaken
   OR (d.due_on < h.given_on AND NOT EXISTS (
          SELECT 1 FROM ruling r
          JOIN asked a ON a.org = h.holder
          LEFT JOIN spell_same ss ON ss.spell = r.spell
          WHERE r.kind = 'misregistered' AND coalesce(ss.same_as, r.spell) = h.spell AND r.accepted AND r.recorded_at <= a.known_at
      ))
