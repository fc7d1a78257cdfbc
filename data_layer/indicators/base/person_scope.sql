-- needs: spell_quarter
-- Days a person is away (or here, by direction) in a quarter, over all his spells, as separate stretches (touching ones
-- are one), with the first start of the spells that make a stretch.
WITH marked AS (
    SELECT direction, person, quarter, from_on, to_on, start_on, mistaken,
           max(to_on) OVER (PARTITION BY direction, person, quarter ORDER BY from_on, to_on ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
    FROM spell_quarter
),
stretched AS (
    SELECT *, sum(CASE WHEN from_on <= before + 1 THEN 0 ELSE 1 END) OVER (PARTITION BY direction, person, quarter ORDER BY from_on, to_on) AS stretch
    FROM marked
)
SELECT direction, person, quarter, min(from_on) AS from_on, max(to_on) AS to_on, min(start_on) AS start_on, bool_or(mistaken) AS mistaken
FROM stretched
GROUP BY direction, person, quarter, stretch
