-- needs: meeting appraisal_report spell_quarter member_fact
-- The members of each meeting (outflow persons in scope that day, one owner each), with the facts of the meeting's quarter,
-- and the member's row: the latest day, then the latest submission and row (r_*: NULL where there is none).
WITH here AS (
    -- the owner among all who hold a spell of the person in scope that day
    SELECT m.org, m.year, s.person, any_value(m.met_on) AS met_on, bool_or(s.mistaken) AS mistaken,
           arg_max(s.holder, (s.start_on - DATE '1800-01-01') * CAST(10000000000 AS BIGINT) + s.holder) AS owner
    FROM meeting m
    JOIN (SELECT DISTINCT holder, person, quarter FROM spell_quarter WHERE direction = '流出') h ON h.holder = m.org AND h.quarter = m.met_quarter
    JOIN spell_quarter s ON s.person = h.person AND s.quarter = h.quarter AND s.direction = '流出' AND m.met_on BETWEEN s.from_on AND s.to_on AND s.holder > 0
    GROUP BY m.org, m.year, s.person
),
latest AS (
    SELECT holder, person, quarter, contact_key, receiving_filled, submission, sheet, row
    FROM spell_quarter WHERE direction = '流出'
    QUALIFY row_number() OVER (PARTITION BY holder, person, quarter ORDER BY start_on DESC, spell DESC) = 1
),
chosen AS (
    SELECT * FROM appraisal_report WHERE counted AND sure
    QUALIFY row_number() OVER (PARTITION BY family, person, year ORDER BY day DESC, submission DESC, row DESC) = 1
),
doubtful AS (
    SELECT family, person, year, min(day) AS maybe_on FROM appraisal_report
    WHERE counted AND NOT sure AND manner <> '未参加' GROUP BY family, person, year
)
SELECT m.*, h.person, h.mistaken, l.contact_key, l.receiving_filled, f.category, x.maybe_on,
       r.day AS r_day, r.manner AS r_manner, r.reported_on AS r_reported_on, r.presenter_key AS r_presenter_key, r.grade AS r_grade, r.supports AS r_supports,
       r.feedback_on AS r_feedback_on, r.rectify_by AS r_rectify_by, r.rectified_on AS r_rectified_on,
       coalesce(r.submission, l.submission) AS submission, coalesce(r.sheet, l.sheet) AS sheet, coalesce(r.row, l.row) AS row
FROM here h
JOIN meeting m ON m.org = h.org AND m.year = h.year
JOIN latest l ON l.holder = h.org AND l.person = h.person AND l.quarter = m.met_quarter
LEFT JOIN member_fact f ON f.person = h.person AND m.met_quarter >= f.from_quarter AND m.met_quarter < f.to_quarter
LEFT JOIN chosen r ON r.family = m.family AND r.person = h.person AND r.year = m.year
LEFT JOIN doubtful x ON x.family = m.family AND x.person = h.person AND x.year = m.year
WHERE h.owner = h.org
