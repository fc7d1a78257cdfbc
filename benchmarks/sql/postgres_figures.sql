-- The four indicators' figures by branch and period, for PostgreSQL: what plain_pandas works out, from the same facts.
WITH q AS (
    SELECT n AS quarter, make_date(n / 4, n % 4 * 3 + 1, 1) AS begins, CAST(make_date(n / 4, n % 4 * 3 + 1, 1) + INTERVAL '3 months' AS date) - 1 AS ends
    FROM generate_series({first}, {last}) n
),
festival AS (SELECT * FROM (VALUES {festivals}) f(year, day)),
latest AS (SELECT DISTINCT ON (org, quarter) org, quarter, received_on FROM submission ORDER BY org, quarter, submission DESC),
earliest AS (SELECT DISTINCT ON (org, quarter) org, quarter, received_on FROM submission ORDER BY org, quarter, submission),
stay AS (
    SELECT org, person, (array_agg(start_on ORDER BY submission DESC))[1] AS start_on,
           (array_agg(end_on ORDER BY submission DESC) FILTER (WHERE end_on IS NOT NULL))[1] AS end_on
    FROM spell_row GROUP BY org, person
),
away AS (
    SELECT s.org, s.person, s.start_on, q.quarter, greatest(s.start_on, q.begins) AS from_on, least(s.end_on - 1, q.ends) AS to_on, q.ends + 10 AS due_on
    FROM stay s JOIN q ON greatest(s.start_on, q.begins) <= least(s.end_on - 1, q.ends)
),
whole AS (
    SELECT m.org, l.quarter, m.person, bool_and(m.complete AND s.complete) AS whole
    FROM member_row m
    JOIN spell_row s ON s.submission = m.submission AND s.person = m.person
    JOIN submission l ON l.submission = m.submission
    GROUP BY m.org, l.quarter, m.person
),
contact AS (SELECT DISTINCT org, person, day FROM contact_row WHERE reached),
greeting AS (
    SELECT DISTINCT e.org, e.person, f.year
    FROM (SELECT org, person, day FROM contact UNION ALL SELECT org, person, day FROM care_row) e
    JOIN festival f ON e.day BETWEEN f.day - 15 AND f.day + 14
),
duty AS (
    SELECT 'ledger_on_time' AS indicator, o.org, q.quarter AS period, coalesce(e.received_on <= q.ends + 10, false) AS met
    FROM (SELECT DISTINCT org FROM submission) o CROSS JOIN q
    LEFT JOIN earliest e ON e.org = o.org AND e.quarter = q.quarter
    UNION ALL
    SELECT 'member_on_file', a.org, a.quarter, coalesce(w.whole AND e.received_on <= a.due_on, false)
    FROM away a
    LEFT JOIN earliest e ON e.org = a.org AND e.quarter = a.quarter
    LEFT JOIN latest l ON l.org = a.org AND l.quarter = a.quarter
    LEFT JOIN whole w ON w.org = a.org AND w.quarter = a.quarter AND w.person = a.person
    WHERE l.received_on IS NULL OR a.start_on <= l.received_on
    UNION ALL
    SELECT 'contact_quarterly', a.org, a.quarter, c.person IS NOT NULL
    FROM away a
    LEFT JOIN (
        SELECT DISTINCT a.org, a.person, a.quarter
        FROM away a JOIN contact c ON c.org = a.org AND c.person = a.person AND c.day BETWEEN a.from_on AND a.to_on
    ) c ON c.org = a.org AND c.person = a.person AND c.quarter = a.quarter
    WHERE a.to_on - a.from_on + 1 >= 30
    UNION ALL
    SELECT 'spring_festival_contact', s.org, f.year, g.person IS NOT NULL
    FROM stay s JOIN festival f ON s.start_on <= f.day AND (s.end_on IS NULL OR s.end_on > f.day)
    LEFT JOIN greeting g ON g.org = s.org AND g.person = s.person AND g.year = f.year
)
SELECT indicator, org, period, count(*) FILTER (WHERE met) AS met, count(*) AS n
FROM duty GROUP BY indicator, org, period
