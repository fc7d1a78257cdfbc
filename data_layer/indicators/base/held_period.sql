-- needs: held_quarter
-- Who is away (or here) in a year or half-year: days in scope, first scope day, and owner and facts of the last quarter.
SELECT * EXCLUDE (days, opens_on, mistaken),
       CAST(sum(days) OVER w AS INTEGER) AS days, min(opens_on) OVER w AS opens_on, bool_or(mistaken) OVER w AS mistaken
FROM (SELECT *, unnest([quarter // 4 * 10, quarter // 4 * 10 + 6 + quarter % 4 // 2]) AS period FROM held_quarter)
WINDOW w AS (PARTITION BY direction, person, period ORDER BY quarter DESC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
QUALIFY row_number() OVER w = 1
