-- needs: asked version person_same spell_quarter
-- Rows of 民主评议 by the person they mean, from every version, 全体流动党员 expanded. A day known by its month only counts
-- from the day the ledger came in: whose row and which meeting it is must not change with the days.
WITH here AS MATERIALIZED (
    -- on its own, or the engine may read the rows of a whole province to join them with a branch's few versions
    SELECT * FROM appraisal_row WHERE org IN (SELECT org FROM asked)
)
SELECT v.family, r.org, coalesce(s.person, p.same_as, r.person) AS person, v.quarter, r.submission, v.received_on, v.counted, v.first,
       r.sheet, r.row, r.year, r.day, r.manner, r.reported_on, r.presenter_key, r.grade, r.supports,
       CASE WHEN r.feedback_on <= v.seen_to THEN r.feedback_on END AS feedback_on, r.rectify_by,
       CASE WHEN r.rectified_on <= v.seen_to THEN r.rectified_on END AS rectified_on, r.tie IN ('one', 'all') AS sure
FROM here r
JOIN version v ON v.org = r.org AND v.submission = r.submission
LEFT JOIN person_same p ON p.person = r.person
LEFT JOIN spell_quarter s ON s.family = CASE WHEN r.tie = 'all' THEN v.family END AND s.quarter = year(r.day) * 4 + quarter(r.day) - 1
    AND s.direction = '流出' AND r.day BETWEEN s.from_on AND s.to_on
WHERE r.tie <> 'none' AND (r.tie <> 'all' OR s.person IS NOT NULL)
