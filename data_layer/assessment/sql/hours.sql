-- needs: asked version person_same spell_quarter person_quarter duty_quarter
-- 集中学习 of a year: one row a member away 90 days or more of it, at the branch that holds his last quarter away, with the
-- days away (an open spell runs to the year's end) and the hours of training reported so far.
-- At most 8 hours a day; two trainings of one person on one day of one kind and length are one.
WITH horizon AS (SELECT max(last_on) AS last_on FROM spell_quarter WHERE quarter BETWEEN $opening AND $opening + 3),
away AS (
    SELECT person, arg_max(org, (quarter, org)) AS org, sum(days) AS days, max(last_on) AS last_on
    FROM (
        SELECT person, quarter, max(org) AS org, any_value(days) AS days, any_value(last_on) AS last_on
        FROM person_quarter
        WHERE quarter BETWEEN $opening AND $opening + 3
        GROUP BY person, quarter
    )
    GROUP BY person
),
owed AS (
    SELECT w.person, w.org, a.family,
           CAST(w.days + CASE WHEN w.last_on = h.last_on THEN $last_on - h.last_on ELSE 0 END AS INTEGER) AS days
    FROM away w
    CROSS JOIN horizon h
    JOIN asked a ON a.org = w.org AND a.wanted AND a.last_quarter >= $opening + 3
    SEMI JOIN duty_quarter q ON q.org = w.org AND q.quarter = $opening
),
training AS (
    SELECT DISTINCT v.family, coalesce(s.person, p.same_as, r.person) AS person, r.day, r.kind, r.hours
    FROM training_row r
    JOIN version v ON v.org = r.org AND v.submission = r.submission AND v.counted
    LEFT JOIN person_same p ON p.person = r.person
    LEFT JOIN spell_quarter s ON s.family = CASE WHEN r.tie = 'all' THEN v.family END
        AND s.quarter = year(r.day) * 4 + quarter(r.day) - 1 AND r.day BETWEEN s.from_on AND s.to_on
    WHERE r.org IN (SELECT org FROM asked) AND r.tie IN ('one', 'all') AND r.done AND r.kind <> '邮寄教育' AND r.hours IS NOT NULL
      AND r.day BETWEEN $first_on AND least($last_on, v.seen_to) AND (r.tie <> 'all' OR s.person IS NOT NULL)
),
learned AS (
    SELECT family, person, sum(hours) AS hours
    FROM (SELECT family, person, day, least(sum(hours), 8) AS hours FROM training GROUP BY family, person, day)
    GROUP BY family, person
)
SELECT o.org, o.person, o.days, coalesce(l.hours, 0) AS hours
FROM owed o
LEFT JOIN learned l ON l.family = o.family AND l.person = o.person
WHERE o.days >= 90
ORDER BY o.org, o.person
