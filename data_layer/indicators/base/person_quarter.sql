-- needs: spell_quarter person_scope
-- Who is away in a quarter, whose duty that is (the holder of the spell with the latest last scope day; two, if they tie),
-- how many days, and the facts of the holder's latest-begun spell.
WITH total AS (
    SELECT person, quarter, sum(to_on - from_on + 1) AS days, max(to_on) AS last_on, min(start_on) AS first_start,
           bool_or(mistaken) AS mistaken
    FROM person_scope
    GROUP BY person, quarter
)
SELECT s.person, s.quarter, s.holder AS org, any_value(t.days) AS days, any_value(t.last_on) AS last_on,
       any_value(t.first_start) AS first_start, min(s.from_on) AS opens_on, any_value(t.mistaken) AS mistaken,
       arg_max(s.submission, s.start_on) AS submission, arg_max(s.sheet, s.start_on) AS sheet,
       -- a blank contact is a fact too: -1 keeps it from being passed over
       arg_max(s.row, s.start_on) AS row, nullif(arg_max(coalesce(s.contact_key, -1), s.start_on), -1) AS contact_key
FROM spell_quarter s
JOIN total t ON t.person = s.person AND t.quarter = s.quarter
GROUP BY s.person, s.quarter, s.holder
HAVING max(s.to_on) = any_value(t.last_on)
