-- needs: asked version person_same spell_quarter
-- 民主评议 of some years: one row a member of a branch's meeting, with what the member's row says (NULLs where none does).
-- The meeting: the day on which most people of the branch's own rows for the year were appraised (ties: the later), else
-- 31 December. Its members: who is away that day, each with one branch, the holder of the latest-begun spell.
WITH report AS (
    SELECT v.family, r.org, r.year, coalesce(s.person, p.same_as, r.person) AS person, r.tie <> 'two' AS sure, r.day,
           {'day': r.day, 'manner': r.manner, 'grade': r.grade, 'supports': r.supports, 'presented': r.presenter_key IS NOT NULL,
            'reported_on': CASE WHEN r.reported_on <= v.seen_to THEN r.reported_on END,
            'feedback_on': CASE WHEN r.feedback_on <= v.seen_to THEN r.feedback_on END,
            'rectified_on': CASE WHEN r.rectified_on <= v.seen_to THEN r.rectified_on END,
            'rectify_by': r.rectify_by, 'submission': r.submission, 'sheet': r.sheet, 'row': r.row} AS said
    FROM appraisal_row r
    JOIN version v ON v.org = r.org AND v.submission = r.submission AND v.counted
    LEFT JOIN person_same p ON p.person = r.person
    LEFT JOIN spell_quarter s ON s.family = CASE WHEN r.tie = 'all' THEN v.family END
        AND s.quarter = year(r.day) * 4 + quarter(r.day) - 1 AND r.day BETWEEN s.from_on AND s.to_on
    WHERE r.org IN (SELECT org FROM asked) AND r.tie <> 'none' AND r.year BETWEEN $first_year AND $last_year
      AND r.day <= v.seen_to AND (r.tie <> 'all' OR s.person IS NOT NULL)
),
busiest AS (
    SELECT org, year, arg_max(day, (persons, day)) AS day
    FROM (SELECT org, year, day, count(DISTINCT person) AS persons FROM report WHERE sure GROUP BY org, year, day)
    GROUP BY org, year
),
meeting AS (
    SELECT a.org, a.family, y.year, coalesce(b.day, make_date(y.year, 12, 31)) AS day, b.day IS NOT NULL AS held, a.as_of
    FROM asked a
    CROSS JOIN (SELECT unnest(range($first_year, $last_year + 1)) AS year) y
    LEFT JOIN busiest b ON b.org = a.org AND b.year = y.year
    WHERE a.wanted
),
here AS (
    SELECT m.org, m.family, m.year, m.day, m.held, s.quarter, s.person, max(s.start_on) AS start_on,
           arg_max({'submission': s.submission, 'sheet': s.sheet, 'row': s.row}, s.start_on) AS place
    FROM meeting m
    JOIN spell_quarter s ON s.holder = m.org AND s.quarter = year(m.day) * 4 + quarter(m.day) - 1 AND m.day BETWEEN s.from_on AND s.to_on
    WHERE m.day <= m.as_of
    GROUP BY m.org, m.family, m.year, m.day, m.held, s.quarter, s.person
),
member AS (
    SELECT h.*
    FROM here h
    ANTI JOIN spell_quarter o ON o.person = h.person AND o.quarter = h.quarter AND h.day BETWEEN o.from_on AND o.to_on
        AND o.holder <> h.org AND (o.start_on > h.start_on OR (o.start_on = h.start_on AND o.holder > h.org))
),
latest AS (
    SELECT family, year, person, arg_max(said, (day, said.submission, said.row)) AS said
    FROM report WHERE sure
    GROUP BY family, year, person
)
SELECT m.org, m.person, m.year, m.day AS meeting_on, m.held, l.said.day AS day, l.said.manner AS manner, l.said.grade AS grade,
       coalesce(l.said.supports, 0) AS supports, coalesce(l.said.presented, false) AS presented,
       l.said.reported_on AS reported_on, l.said.feedback_on AS feedback_on, l.said.rectify_by AS rectify_by,
       l.said.rectified_on AS rectified_on,
       l.said IS NULL AND EXISTS (
           SELECT 1 FROM report r WHERE NOT r.sure AND r.family = m.family AND r.year = m.year AND r.person = m.person
       ) AS unsure,
       coalesce(l.said.submission, m.place.submission) AS submission, coalesce(l.said.sheet, m.place.sheet) AS sheet,
       coalesce(l.said.row, m.place.row) AS row
FROM member m
LEFT JOIN latest l ON l.family = m.family AND l.year = m.year AND l.person = m.person
ORDER BY m.year, m.org, m.person
