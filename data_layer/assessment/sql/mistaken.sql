-- Spells that the latest word on their end calls 误登记, by the branch that said so, and the row or ledger that says it.
WITH kept AS (
    SELECT s.org, s.quarter, s.submission
    FROM submission s
    WHERE s.org IN (SELECT unnest($orgs::INTEGER[])) AND s.recorded_at <= $known_at
      AND NOT EXISTS (
          SELECT 1 FROM submission_event e
          WHERE e.org = s.org AND e.submission = s.submission AND e.kind = 'withdrawn' AND e.recorded_at <= $known_at
      )
),
counted AS (SELECT org, quarter, max(submission) AS submission FROM kept GROUP BY org, quarter),
said AS (
    SELECT r.org, r.spell, r.person, c.quarter, c.submission, r.sheet, r.row, coalesce(r.end_kind, '') AS kind
    FROM spell_row r JOIN counted c ON c.org = r.org AND c.submission = r.submission
    WHERE r.org IN (SELECT unnest($orgs::INTEGER[])) AND (r.end_on IS NOT NULL OR r.end_kind = '误登记')
    UNION ALL
    SELECT a.org, a.spell, s.person, k.quarter, a.submission, s.sheet, 999999, coalesce(a.end_kind, '')
    FROM spell_answer a
    JOIN kept k ON k.org = a.org AND k.submission = a.submission
    JOIN (SELECT spell, any_value(person) AS person, any_value(sheet) AS sheet FROM spell_row
          WHERE org IN (SELECT unnest($orgs::INTEGER[])) GROUP BY spell) s ON s.spell = a.spell
    WHERE a.org IN (SELECT unnest($orgs::INTEGER[])) AND (a.end_on IS NOT NULL OR a.end_kind = '误登记')
)
SELECT org, spell, person, submission, sheet, row
FROM said
QUALIFY row_number() OVER (PARTITION BY spell ORDER BY quarter DESC, submission DESC, row DESC) = 1 AND kind = '误登记'
ORDER BY org, spell
