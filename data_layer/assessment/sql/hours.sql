-- needs: asked version person_same spell_quarter duty_year held_period
-- 集中学习 of a year, of whom the indicator asks hours: days away (an open spell runs to the year's end), hours reported so
-- far, whether or not they came late. At most 8 hours a day; two trainings of one person on one day of one kind and length
-- are one.
WITH owed AS (
    SELECT y.org, y.family, p.person, p.days, y.annual_hours
    FROM duty_year y
    JOIN held_period p ON p.org = y.org AND p.period = y.period AND p.direction = '流出' AND p.days >= 90
    WHERE y.first_on = $first_on AND p.opens_on <= y.as_of
),
training AS (
    SELECT DISTINCT v.family, coalesce(s.person, p.same_as, r.person) AS person, r.day, r.kind, r.hours
    FROM training_row r
    JOIN version v ON v.org = r.org AND v.submission = r.submission AND v.counted
    LEFT JOIN person_same p ON p.person = r.person
    LEFT JOIN spell_quarter s ON s.family = CASE WHEN r.tie = 'all' THEN v.family END AND s.direction = '流出'
        AND s.quarter = year(r.day) * 4 + quarter(r.day) - 1 AND r.day BETWEEN s.from_on AND s.to_on
    WHERE r.org IN (SELECT org FROM asked) AND r.tie IN ('one', 'all') AND r.done AND r.kind <> '邮寄教育' AND r.hours IS NOT NULL
      AND r.day BETWEEN $first_on AND least($last_on, v.seen_to) AND (r.tie <> 'all' OR s.person IS NOT NULL)
),
learned AS (
    SELECT family, person, sum(hours) AS hours
    FROM (SELECT family, person, day, least(sum(hours), 8) AS hours FROM training GROUP BY family, person, day)
    GROUP BY family, person
)
SELECT o.org, o.person, o.days, o.annual_hours, coalesce(l.hours, 0) AS hours
FROM owed o
LEFT JOIN learned l ON l.family = o.family AND l.person = o.person
ORDER BY o.org, o.person
