-- needs: asked duty_quarter year spell_quarter
-- Who is away on a festival (before it: on the day asked about), once, by the branch that holds him; with its window.
WITH festival AS (
    SELECT a.org, a.rules, a.seen_to, f.*, year(f.day) * 4 + quarter(f.day) - 1 AS day_quarter
    FROM asked a
    JOIN (
        SELECT 'spring' AS name, rules, year * 10 AS period, spring_day AS day, spring_from AS from_on, spring_to AS to_on FROM year
        UNION ALL
        SELECT 'july', rules, year * 10, make_date(year, 7, 1), july_from, july_to FROM year
    ) f ON f.rules = a.rules
),
here AS (
    SELECT f.name, f.period, f.from_on, f.to_on, f.day_quarter, s.*,
           bool_or(s.mistaken) OVER w AS any_mistaken, min(s.start_on) OVER w AS first_start
    FROM festival f
    JOIN spell_quarter s ON s.holder = f.org AND s.quarter = f.day_quarter AND s.direction = '流出'
        AND least(f.day, f.seen_to) BETWEEN s.start_on AND s.to_on
    WINDOW w AS (PARTITION BY f.name, f.period, s.person)
    QUALIFY row_number() OVER (PARTITION BY f.name, f.period, s.person ORDER BY s.start_on DESC, s.holder DESC, s.spell DESC) = 1
)
SELECT h.name, q.org, q.family, h.period, year(h.to_on) * 4 + quarter(h.to_on) - 1 AS quarter, h.person, h.from_on, h.to_on,
       greatest(h.from_on, h.first_start) AS opens_on, h.any_mistaken AS mistaken, h.submission, h.sheet, h.row
FROM here h
JOIN duty_quarter q ON q.org = h.holder AND q.quarter = h.day_quarter
