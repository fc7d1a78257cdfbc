-- needs: asked version duty_quarter person_same
-- Who is listed complete on both annexes by the ledger of a quarter: the earliest version from which on every later one
-- shows it (received_on, first; NULL: the counted one does not), and his row in the counted one (base_*).
WITH spell_complete AS (
    SELECT r.org, r.submission, coalesce(p.same_as, r.person) AS person, bool_or(r.complete) AS complete,
           any_value(r.sheet) AS sheet, min(r.row) AS row
    FROM spell_row r LEFT JOIN person_same p ON p.person = r.person
    WHERE r.org IN (SELECT org FROM asked) AND r.direction = '流出'
    GROUP BY r.org, r.submission, coalesce(p.same_as, r.person)
),
member_complete AS (
    SELECT r.org, r.submission, coalesce(p.same_as, r.person) AS person, bool_or(r.complete) AS complete
    FROM member_row r LEFT JOIN person_same p ON p.person = r.person
    WHERE r.org IN (SELECT org FROM asked)
    GROUP BY r.org, r.submission, coalesce(p.same_as, r.person)
),
listed AS (
    SELECT v.org, v.quarter, v.submission, v.received_on, v.first, v.counted, s.person, s.sheet, s.row,
           s.complete AND coalesce(m.complete, false) AS complete
    FROM version v
    JOIN spell_complete s ON s.org = v.org AND s.submission = v.submission
    LEFT JOIN member_complete m ON m.org = v.org AND m.submission = v.submission AND m.person = s.person
),
lacking AS (
    SELECT w.org, w.quarter, w.person, max(v.submission) FILTER (NOT coalesce(l.complete, false)) AS last_lacking
    FROM (SELECT DISTINCT org, quarter, person FROM listed) w
    JOIN version v ON v.org = w.org AND v.quarter = w.quarter
    LEFT JOIN listed l ON l.org = v.org AND l.submission = v.submission AND l.person = w.person
    GROUP BY w.org, w.quarter, w.person
)
SELECT l.org, l.quarter, l.person,
       arg_min(l.received_on, l.submission) FILTER (l.submission > coalesce(k.last_lacking, 0)) AS received_on,
       arg_min(l.first, l.submission) FILTER (l.submission > coalesce(k.last_lacking, 0)) AS first,
       max(l.submission) FILTER (l.counted) AS base_submission,
       max(l.sheet) FILTER (l.counted) AS base_sheet,
       max(l.row) FILTER (l.counted) AS base_row
FROM listed l
JOIN lacking k ON k.org = l.org AND k.quarter = l.quarter AND k.person = l.person
GROUP BY l.org, l.quarter, l.person
