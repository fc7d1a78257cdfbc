-- needs: asked version duty_quarter person_same
-- Who is listed complete on both annexes by the ledger of a quarter: the earliest version from which on every later one
-- shows it (received_on, first; NULL: the counted one does not), and his row in the counted one (base_*).
WITH spell_complete AS (
    SELECT v.org, v.quarter, v.submission, v.received_on, v.first, v.counted, v.newer, coalesce(p.same_as, r.person) AS person,
           bool_or(r.complete) AS complete, any_value(r.sheet) AS sheet, min(r.row) AS row
    FROM spell_row r
    JOIN version v ON v.org = r.org AND v.submission = r.submission
    LEFT JOIN person_same p ON p.person = r.person
    WHERE r.org IN (SELECT org FROM asked) AND r.direction = '流出'
    GROUP BY v.org, v.quarter, v.submission, v.received_on, v.first, v.counted, v.newer, coalesce(p.same_as, r.person)
),
member_complete AS (
    SELECT r.org, r.submission, coalesce(p.same_as, r.person) AS person, bool_or(r.complete) AS complete
    FROM member_row r LEFT JOIN person_same p ON p.person = r.person
    WHERE r.org IN (SELECT org FROM asked)
    GROUP BY r.org, r.submission, coalesce(p.same_as, r.person)
),
listed AS (
    SELECT s.*, s.complete AND coalesce(m.complete, false) AS whole
    FROM spell_complete s
    LEFT JOIN member_complete m ON m.org = s.org AND m.submission = s.submission AND m.person = s.person
),
ranked AS (
    -- from here on: this version and every newer one list him complete
    SELECT *, whole AND count(*) FILTER (whole) OVER (PARTITION BY org, quarter, person ORDER BY submission DESC) > newer AS lasting
    FROM listed
)
SELECT org, quarter, person,
       arg_min(received_on, submission) FILTER (lasting) AS received_on,
       arg_min(first, submission) FILTER (lasting) AS first,
       max(submission) FILTER (counted) AS base_submission,
       max(sheet) FILTER (counted) AS base_sheet,
       max(row) FILTER (counted) AS base_row
FROM ranked
GROUP BY org, quarter, person
