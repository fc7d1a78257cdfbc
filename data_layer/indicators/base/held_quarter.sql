-- needs: spell_quarter person_scope
-- Who is away (or here) in a quarter and whose duty that is: the holder of the spell with the latest last scope day (ties:
-- the latest-begun, then the higher org), how many days, and the facts of the owner's latest-begun spell.
WITH total AS (
    SELECT direction, person, quarter, CAST(sum(to_on - from_on + 1) AS INTEGER) AS days, min(from_on) AS opens_on, max(to_on) AS last_on,
           min(start_on) AS first_start, bool_or(mistaken) AS mistaken
    FROM person_scope
    GROUP BY direction, person, quarter
),
owner AS (
    SELECT direction, person, quarter,
           arg_max(holder, (to_on - DATE '2000-01-01') * CAST(1000000000000000 AS HUGEINT) + (start_on - DATE '1800-01-01') * CAST(10000000000 AS BIGINT) + holder) AS org
    FROM spell_quarter
    WHERE holder > 0
    GROUP BY direction, person, quarter
),
latest AS (
    SELECT s.*, o.org
    FROM spell_quarter s
    JOIN owner o ON o.direction = s.direction AND o.person = s.person AND o.quarter = s.quarter AND o.org = s.holder
    QUALIFY row_number() OVER (PARTITION BY s.direction, s.person, s.quarter ORDER BY s.start_on DESC, s.spell DESC) = 1
)
SELECT l.direction, l.person, l.quarter, l.org, l.family, t.days, t.opens_on, t.last_on, t.first_start, t.mistaken,
       l.spell, l.submission, l.sheet, l.row, l.start_on, l.contact_key, l.contact_role, l.contact_phone_valid, l.contact_set_on,
       l.contact_is_member, l.place_filled, l.unit_filled, l.receiving_filled, l.not_taken_reason
FROM latest l
JOIN total t ON t.direction = l.direction AND t.person = l.person AND t.quarter = l.quarter
