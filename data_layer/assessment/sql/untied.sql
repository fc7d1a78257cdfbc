-- needs: asked version person_same
-- Rows of counted ledgers whose name led to nobody (none) or to several people (two: one row for each of them), and
-- people of the branch's latest ledger who never had an ID number (unnumbered: matched nowhere else).
WITH loose AS (
    SELECT org, submission, sheet, row, person, tie, day, '联系记录' AS kind FROM contact_row WHERE tie IN ('none', 'two')
    UNION ALL SELECT org, submission, sheet, row, person, tie, day, '活动证与返乡' FROM certificate_row WHERE tie IN ('none', 'two')
    UNION ALL SELECT org, submission, sheet, row, person, tie, day, '教育培训' FROM training_row WHERE tie IN ('none', 'two')
    UNION ALL SELECT org, submission, sheet, row, person, tie, day, '民主评议' FROM appraisal_row WHERE tie IN ('none', 'two')
    UNION ALL SELECT org, submission, sheet, row, person, tie, day, '关爱帮扶' FROM care_row WHERE tie IN ('none', 'two')
    UNION ALL SELECT org, submission, sheet, row, person, tie, day, '双向管理' FROM liaison_row WHERE tie IN ('none', 'two')
),
latest AS (SELECT org, max_by(submission, (quarter, submission)) AS submission FROM version WHERE counted GROUP BY org)
SELECT l.org, v.quarter, l.tie, l.kind, l.person, l.day, l.submission, l.sheet, l.row
FROM loose l
JOIN version v ON v.org = l.org AND v.submission = l.submission AND v.counted
JOIN asked a ON a.org = l.org AND a.wanted
UNION ALL
SELECT m.org, v.quarter, 'unnumbered', '基本信息', m.person, NULL, m.submission, m.sheet, m.row
FROM member_row m
JOIN latest t ON t.org = m.org AND t.submission = m.submission
JOIN version v ON v.org = m.org AND v.submission = m.submission
JOIN asked a ON a.org = m.org AND a.wanted
LEFT JOIN person_same p ON p.person = m.person
WHERE NOT EXISTS (
    SELECT 1 FROM person_identity i
    WHERE i.person IN (m.person, p.same_as) AND i.id_hash IS NOT NULL AND i.recorded_at <= v.known_at
)
ORDER BY ALL
