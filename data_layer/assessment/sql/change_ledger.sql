-- Head of the two statements below: the ledgers that take part. home: the branch that answers for what they list.
-- role: before and after are compared; between and older (counted ledgers only) say what happened meanwhile and earlier.
WITH ledger AS (
    SELECT
        unnest($l_home::INTEGER[]) AS home, unnest($l_family::INTEGER[]) AS family, unnest($l_role::VARCHAR[]) AS role,
        unnest($l_org::INTEGER[]) AS org, unnest($l_submission::BIGINT[]) AS submission,
        unnest($l_quarter::SMALLINT[]) AS quarter
),
home_after AS (SELECT home, max(submission) AS submission FROM ledger WHERE role = 'after' GROUP BY home),
spell_same AS (SELECT unnest($s_spell::BIGINT[]) AS spell, unnest($s_same::BIGINT[]) AS same_as),
person_same AS (SELECT unnest($p_person::BIGINT[]) AS person, unnest($p_same::BIGINT[]) AS same_as),
row_cells AS (
    SELECT submission, sheet, row, kind, cells::VARCHAR AS cells
    FROM row_text
    WHERE submission BETWEEN $low AND $high AND kind IN ('管理信息', '基本信息')
)
