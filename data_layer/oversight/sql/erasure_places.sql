-- Rows of ledgers that are about some people and nobody else.
WITH facts AS (
    SELECT org, submission, sheet, row, person FROM member_row
    UNION ALL SELECT org, submission, sheet, row, person FROM spell_row
    UNION ALL SELECT org, submission, sheet, row, person FROM contact_row
    UNION ALL SELECT org, submission, sheet, row, person FROM certificate_row
    UNION ALL SELECT org, submission, sheet, row, person FROM training_row
    UNION ALL SELECT org, submission, sheet, row, person FROM appraisal_row
    UNION ALL SELECT org, submission, sheet, row, person FROM care_row
    UNION ALL SELECT org, submission, sheet, row, person FROM liaison_row
    UNION ALL SELECT org, submission, sheet, row, person FROM row_text WHERE person IS NOT NULL
)
SELECT submission, sheet, row
FROM facts
WHERE org IN (SELECT unnest($orgs::INTEGER[]))
GROUP BY ALL
HAVING bool_and(person IS NOT NULL AND person IN (SELECT unnest($persons::BIGINT[])))
