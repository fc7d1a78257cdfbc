-- needs: held_quarter
-- Who is away (or here) in a year or half-year: days in scope, first scope day, and owner and facts of the last quarter.
WITH each AS (
    SELECT h.*, p.period
    FROM (SELECT *, [quarter // 4 * 10, quarter // 4 * 10 + 6 + quarter % 4 // 2] AS periods FROM held_quarter) h, unnest(h.periods) AS p(period)
)
SELECT * EXCLUDE (periods, days, opens_on, mistaken, nth),
       CAST(sum(days) OVER w AS INTEGER) AS days, min(opens_on) OVER w AS opens_on, bool_or(mistaken) OVER w AS mistaken
FROM (SELECT *, row_number() OVER (PARTITION BY direction, person, period ORDER BY quarter DESC) AS nth FROM each)
WINDOW w AS (PARTITION BY direction, person, period)
QUALIFY nth = 1
