-- needs: asked version spell_listing spell_end
-- People who stand on 管理信息 of two families of branches: each stay away (流出) of a branch beside the stay here (流入)
-- of another that begins nearest to it, seen from either; and every other 流入 stay, and every 流出 stay, alone. One row a pair.
-- Stays that ended before $since_on are left out, and those entered by mistake.
WITH stay AS (
    SELECT l.spell, arg_max(l.person, (l.quarter, l.submission)) AS person, arg_max(l.org, (l.quarter, l.submission)) AS org,
           arg_max(l.family, (l.quarter, l.submission)) AS family, arg_max(l.direction, (l.quarter, l.submission)) AS direction,
           arg_max(l.start_on, (l.quarter, l.submission)) AS start_on,
           arg_max({'submission': l.submission, 'sheet': l.sheet, 'row': l.row}, (l.quarter, l.submission)) AS place
    FROM spell_listing l
    GROUP BY l.spell
),
told AS (
    SELECT s.*, e.end_on, nullif(trim(json_extract_string(t.cells, '$."流入地党组织"')), '') AS named
    FROM stay s
    LEFT JOIN spell_end e ON e.spell = s.spell
    LEFT JOIN row_text t ON t.org = s.org AND t.submission = s.place.submission AND t.sheet = s.place.sheet
        AND t.row = s.place.row AND t.kind = '管理信息'
    WHERE NOT coalesce(e.mistaken, false) AND coalesce(e.end_on, DATE '9999-12-31') > CAST($since_on AS DATE)
      AND s.start_on <= CAST($as_of_day AS DATE)
),
met AS (
    SELECT o.spell AS out_spell, i.spell AS in_spell
    FROM told o
    JOIN told i ON i.person = o.person AND i.family <> o.family AND i.direction = '流入'
    WHERE o.direction = '流出'
    -- each stay meets the one whose beginning is nearest: one end may have written as two stays what is one at the other
    QUALIFY row_number() OVER (PARTITION BY o.spell ORDER BY abs(i.start_on - o.start_on), i.spell) = 1
        OR row_number() OVER (PARTITION BY i.spell ORDER BY abs(i.start_on - o.start_on), o.spell) = 1
)
SELECT coalesce(o.person, i.person) AS person,
       o.org AS out_org, o.start_on AS out_start, o.end_on AS out_end, o.named AS out_named, o.place AS out_place,
       i.org AS in_org, i.start_on AS in_start, i.end_on AS in_end, i.named AS in_named, i.place AS in_place
FROM (SELECT * FROM told WHERE direction = '流出') o
LEFT JOIN met m ON m.out_spell = o.spell
FULL JOIN (SELECT * FROM told WHERE direction = '流入') i ON i.spell = m.in_spell
WHERE coalesce(o.org, -1) IN (SELECT org FROM asked WHERE wanted) OR coalesce(i.org, -1) IN (SELECT org FROM asked WHERE wanted)
ORDER BY ALL
