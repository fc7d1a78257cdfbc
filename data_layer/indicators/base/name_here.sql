-- needs: asked spell_quarter person_same
-- Names (keyed hashes) of the people of whom a branch holds an outflow spell in a quarter.
SELECT DISTINCT s.holder AS org, s.quarter, i.name_hash
FROM spell_quarter s
JOIN (
    SELECT coalesce(p.same_as, i.person) AS person, i.name_hash
    FROM person_identity i
    JOIN asked a ON a.org = i.org
    LEFT JOIN person_same p ON p.person = i.person
    WHERE i.org IN (SELECT org FROM asked) AND i.recorded_at <= a.known_at
) i ON i.person = s.person
WHERE s.direction = '流出'
