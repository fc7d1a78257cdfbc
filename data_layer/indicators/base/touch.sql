-- needs: asked version person_same spell_quarter
-- Each report of having reached a person: 联系记录 with 是否联系上 = 是 (source contact), 关爱帮扶 (source care); from every
-- version, so that "first reported" can be told. sure: tied to exactly this person. from_day..day: the day, or the whole month.
WITH report AS (
    SELECT v.family, r.org, v.quarter, v.submission, v.received_on, v.counted, v.first, v.seen_to,
           r.sheet, r.row, r.person, r.tie, r.day, r.month, 'contact' AS source, r.contact_key
    FROM contact_row r
    JOIN version v ON v.org = r.org AND v.submission = r.submission
    WHERE r.org IN (SELECT org FROM asked) AND r.reached AND r.tie <> 'none'
    UNION ALL
    SELECT v.family, r.org, v.quarter, v.submission, v.received_on, v.counted, v.first, v.seen_to,
           r.sheet, r.row, r.person, r.tie, r.day, r.month, 'care', NULL
    FROM care_row r
    JOIN version v ON v.org = r.org AND v.submission = r.submission
    WHERE r.org IN (SELECT org FROM asked) AND r.tie <> 'none'
)
SELECT r.family, coalesce(s.person, p.same_as, r.person) AS person, r.quarter, r.submission, r.received_on, r.counted, r.first,
       r.sheet, r.row, r.day, CASE WHEN r.month THEN CAST(date_trunc('month', r.day) AS DATE) ELSE r.day END AS from_day,
       r.source, r.contact_key, r.tie IN ('one', 'all') AS sure
FROM report r
LEFT JOIN person_same p ON p.person = r.person
-- 全体: everybody away that day (twice, with two spells at once: no harm, a report is a report)
LEFT JOIN spell_quarter s ON s.family = CASE WHEN r.tie = 'all' THEN r.family END AND s.quarter = year(r.day) * 4 + quarter(r.day) - 1
    AND r.day BETWEEN s.from_on AND s.to_on
WHERE r.day <= r.seen_to AND (r.tie <> 'all' OR s.person IS NOT NULL)
