, listed AS (
    SELECT
        l.home, l.family, l.role, l.quarter, r.org, r.submission, r.sheet, r.row,
        coalesce(s.same_as, r.spell) AS spell, coalesce(p.same_as, r.person) AS person,
        r.end_on, r.end_kind, r.end_on IS NOT NULL OR r.end_kind IS NOT NULL AS ended,
        row_number() OVER (
            PARTITION BY l.family, l.role, coalesce(s.same_as, r.spell) ORDER BY l.quarter DESC, r.submission DESC, r.row
        ) AS latest
    FROM spell_row AS r
    JOIN ledger AS l ON l.submission = r.submission
    LEFT JOIN spell_same AS s ON s.spell = r.spell
    LEFT JOIN person_same AS p ON p.person = r.person
),
now AS (SELECT * FROM listed WHERE role = 'after' AND latest = 1),
past AS (SELECT * FROM listed WHERE role = 'before' AND latest = 1),
older AS (SELECT * FROM listed WHERE role = 'older' AND latest = 1),
-- what ended a spell on a ledger between the two
meanwhile AS (
    SELECT * FROM listed WHERE role = 'between' AND ended
    QUALIFY row_number() OVER (PARTITION BY family, spell ORDER BY quarter DESC, submission DESC, row) = 1
),
-- what a branch answered when the spell had vanished
answered AS (
    SELECT coalesce(s.same_as, a.spell) AS spell, a.submission, a.event, a.end_on, a.end_kind
    FROM spell_answer AS a
    LEFT JOIN spell_same AS s ON s.spell = a.spell
    WHERE a.org IN (SELECT org FROM ledger) AND a.end_kind IS NOT NULL AND a.recorded_at <= $known_at
      AND NOT EXISTS (
          SELECT 1 FROM submission_event AS e
          WHERE e.submission = a.submission AND e.kind = 'withdrawn' AND e.day <= $as_of AND e.recorded_at <= $known_at
      )
),
pair AS (
    SELECT
        coalesce(n.home, b.home) AS home, coalesce(n.family, b.family) AS family,
        coalesce(n.spell, b.spell) AS spell, coalesce(n.person, b.person) AS person,
        n.org AS now_org, n.submission AS now_submission, n.sheet AS now_sheet, n.row AS now_row,
        n.end_on AS now_end_on, n.end_kind AS now_end_kind, coalesce(n.ended, false) AS now_ended,
        coalesce(b.org, o.org) AS past_org, coalesce(b.submission, o.submission) AS past_submission,
        coalesce(b.sheet, o.sheet) AS past_sheet, coalesce(b.row, o.row) AS past_row,
        coalesce(b.ended, o.ended) AS past_ended,
        b.spell IS NULL AND o.spell IS NOT NULL AS relisted
    FROM now AS n
    FULL JOIN past AS b ON b.family = n.family AND b.spell = n.spell
    LEFT JOIN older AS o ON o.family = n.family AND o.spell = n.spell AND b.spell IS NULL
),
said AS (
    SELECT p.family, p.spell, arg_max(a.end_on, a.event) AS end_on, arg_max(a.end_kind, a.event) AS end_kind
    FROM pair AS p
    JOIN home_after AS h ON h.home = p.home
    JOIN answered AS a ON a.spell = p.spell AND a.submission <= h.submission
    WHERE p.now_submission IS NULL
    GROUP BY p.family, p.spell
)
SELECT
    p.*, m.org AS end_org, m.submission AS end_submission, m.sheet AS end_sheet, m.row AS end_row,
    coalesce(m.end_on, a.end_on) AS end_on, coalesce(m.end_kind, a.end_kind) AS end_kind,
    m.spell IS NOT NULL OR a.spell IS NOT NULL AS ended_meanwhile,
    tb.cells AS past_cells, tn.cells AS now_cells
FROM pair AS p
JOIN home_after AS h ON h.home = p.home
LEFT JOIN meanwhile AS m ON m.family = p.family AND m.spell = p.spell AND p.now_submission IS NULL
LEFT JOIN said AS a ON a.family = p.family AND a.spell = p.spell
LEFT JOIN row_cells AS tb
    ON tb.submission = p.past_submission AND tb.sheet = p.past_sheet AND tb.row = p.past_row AND tb.kind = '管理信息'
LEFT JOIN row_cells AS tn
    ON tn.submission = p.now_submission AND tn.sheet = p.now_sheet AND tn.row = p.now_row AND tn.kind = '管理信息'
WHERE CASE
    WHEN p.now_submission IS NULL THEN NOT p.past_ended
    WHEN p.past_submission IS NULL THEN true
    WHEN p.relisted THEN NOT (p.past_ended AND p.now_ended)
    ELSE tb.cells <> tn.cells
END
ORDER BY p.home, p.person, p.spell
