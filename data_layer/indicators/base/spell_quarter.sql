-- needs: asked due spell_same spell_scope passed
-- A spell in a quarter with the branch that holds it on its last scope day; entered by mistake (误登记): only in
-- quarters already closed when that was reported, until staff accept it.
WITH held AS (
    SELECT s.*, coalesce(p.target, s.origin) AS holder
    FROM spell_scope s
    LEFT JOIN passed p ON p.spell = s.spell AND p.quarter = s.quarter
),
ruled AS (
    SELECT coalesce(ss.same_as, r.spell) AS spell, arg_max(r.accepted, r.ruling) AS accepted
    FROM ruling r
    JOIN asked a ON a.org = r.org
    LEFT JOIN spell_same ss ON ss.spell = r.spell
    WHERE r.org IN (SELECT org FROM asked) AND r.kind = 'misregistered' AND r.recorded_at <= a.known_at
    GROUP BY coalesce(ss.same_as, r.spell)
)
SELECT h.*
FROM held h
LEFT JOIN due d ON d.org = h.holder AND d.quarter = h.quarter
LEFT JOIN ruled r ON r.spell = h.spell
WHERE NOT h.mistaken OR (d.due_on < h.given_on AND NOT coalesce(r.accepted, false))
