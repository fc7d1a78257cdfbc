-- needs: asked version person_same spell_quarter
-- What event sheets report of a person, from every version (so that "first reported" can be told), 全体流动党员 expanded.
-- sure: tied to exactly this person. from_day..day: the day, or the whole month. item: what kind of row (联系事由, 事项,
-- 教育类别 …); flag: reached, numbered, done; amount: hours, or how many of the seven requirements were explained.
WITH told AS (
    SELECT 'contact' AS source, r.org, r.submission, r.sheet, r.row, r.person, r.tie, r.day, r.month,
           r.occasion AS item, r.reached AS flag, CAST(NULL AS DECIMAL(9, 2)) AS amount, 0 AS explained, r.contact_key
    FROM contact_row r WHERE r.org IN (SELECT org FROM asked)
    UNION ALL
    SELECT 'care', r.org, r.submission, r.sheet, r.row, r.person, r.tie, r.day, r.month, r.kind, true, NULL, 0, NULL
    FROM care_row r WHERE r.org IN (SELECT org FROM asked)
    UNION ALL
    SELECT 'certificate', r.org, r.submission, r.sheet, r.row, r.person, r.tie, r.day, r.month, r.item, r.numbered, NULL, 0, NULL
    FROM certificate_row r WHERE r.org IN (SELECT org FROM asked)
    UNION ALL
    SELECT 'training', r.org, r.submission, r.sheet, r.row, r.person, r.tie, r.day, r.month, r.kind, r.done, r.hours, r.explained, NULL
    FROM training_row r WHERE r.org IN (SELECT org FROM asked)
    UNION ALL
    SELECT 'liaison', r.org, r.submission, r.sheet, r.row, r.person, r.tie, r.day, r.month, r.item, true, NULL, 0, NULL
    FROM liaison_row r WHERE r.org IN (SELECT org FROM asked)
)
SELECT r.source, v.family, r.org, coalesce(s.person, p.same_as, r.person) AS person, v.quarter, r.submission, v.received_on, v.counted, v.first,
       r.sheet, r.row, r.day, CASE WHEN r.month THEN CAST(date_trunc('month', r.day) AS DATE) ELSE r.day END AS from_day,
       r.item, r.flag, r.amount, r.explained, r.contact_key, r.tie IN ('one', 'all') AS sure
FROM told r
JOIN version v ON v.org = r.org AND v.submission = r.submission
LEFT JOIN person_same p ON p.person = r.person
-- 全体: everybody away that day (twice, with two spells at once: no harm, a report is a report)
LEFT JOIN spell_quarter s ON s.family = CASE WHEN r.tie = 'all' THEN v.family END AND s.quarter = year(r.day) * 4 + quarter(r.day) - 1
    AND s.direction = '流出' AND r.day BETWEEN s.from_on AND s.to_on
WHERE r.tie <> 'none' AND r.day <= v.seen_to AND (r.tie <> 'all' OR s.person IS NOT NULL)
