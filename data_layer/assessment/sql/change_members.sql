, listed AS (
    SELECT
        l.home, l.family, l.role, r.org, r.submission, r.sheet, r.row, coalesce(p.same_as, r.person) AS person,
        row_number() OVER (
            PARTITION BY l.family, l.role, coalesce(p.same_as, r.person)
            ORDER BY l.quarter DESC, r.submission DESC, r.row
        ) AS latest
    FROM member_row AS r
    JOIN ledger AS l ON l.submission = r.submission AND l.role IN ('before', 'after')
    LEFT JOIN person_same AS p ON p.person = r.person
),
now AS (SELECT * FROM listed WHERE role = 'after' AND latest = 1),
-- whoever is still listed as away: only of them is a row of 基本信息 missed
away AS (
    SELECT DISTINCT l.family, coalesce(p.same_as, r.person) AS person
    FROM spell_row AS r
    JOIN ledger AS l ON l.submission = r.submission AND l.role = 'after'
    LEFT JOIN person_same AS p ON p.person = r.person
),
past AS (SELECT * FROM listed WHERE role = 'before' AND latest = 1)
SELECT
    coalesce(n.home, b.home) AS home, coalesce(n.person, b.person) AS person,
    n.org AS now_org, n.submission AS now_submission, n.sheet AS now_sheet, n.row AS now_row,
    b.org AS past_org, b.submission AS past_submission, b.sheet AS past_sheet, b.row AS past_row,
    tb.cells AS past_cells, tn.cells AS now_cells
FROM now AS n
FULL JOIN past AS b ON b.family = n.family AND b.person = n.person
JOIN home_after AS h ON h.home = coalesce(n.home, b.home)
LEFT JOIN row_cells AS tb
    ON tb.submission = b.submission AND tb.sheet = b.sheet AND tb.row = b.row AND tb.kind = '基本信息'
LEFT JOIN row_cells AS tn
    ON tn.submission = n.submission AND tn.sheet = n.sheet AND tn.row = n.row AND tn.kind = '基本信息'
WHERE CASE
    WHEN n.submission IS NULL OR b.submission IS NULL
        THEN (coalesce(n.family, b.family), coalesce(n.person, b.person)) IN (SELECT (family, person) FROM away)
    ELSE tb.cells <> tn.cells
END
ORDER BY 1, 2
