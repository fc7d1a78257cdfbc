-- needs: asked version person_same report appraisal_report
-- What was done about each member (w_): rows of the wanted kind in counted ledgers, on which day at the earliest, and when
-- the ledger was recorded. Of an appraisal: of the year. amount: hours, for what needs a sum.
WITH wanted AS (
    SELECT w.finding, w.org, w.deed, w.year, w.listed, coalesce(p.same_as, w.listed) AS person, a.family
    FROM (
        SELECT unnest(CAST($w_finding AS BIGINT[])) AS finding, unnest(CAST($w_org AS INTEGER[])) AS org,
               unnest(CAST($w_person AS BIGINT[])) AS listed, unnest(CAST($w_deed AS VARCHAR[])) AS deed,
               unnest(CAST($w_year AS INTEGER[])) AS year
    ) w
    JOIN asked a ON a.org = w.org
    LEFT JOIN person_same p ON p.person = w.listed
),
deed AS (
    SELECT family, person, CAST(NULL AS INTEGER) AS year, from_day AS day, amount, submission, sheet, row,
           unnest(CASE source
               WHEN 'contact' THEN list_concat(CASE WHEN flag THEN ['contacted', 'greeted'] ELSE [] END,
                                               CASE WHEN item = '思想汇报' AND coalesce(flag, true) THEN ['thought'] ELSE [] END)
               WHEN 'care' THEN ['greeted', 'cared', 'helped']
               WHEN 'certificate' THEN CASE
                   WHEN item IN ('收回', '挂失') THEN ['recalled']
                   WHEN item = '年度审验' THEN ['annual']
                   WHEN item = '返回审验' THEN ['inspected']
                   WHEN item = '填写' THEN ['filled']
                   WHEN item IN ('发放', '补发') AND flag THEN ['issued'] ELSE [] END
               WHEN 'training' THEN CASE WHEN flag THEN list_concat(
                   CASE item WHEN '邮寄教育' THEN ['mailed'] WHEN '行前教育' THEN ['briefed', 'studied']
                             WHEN '补课教育' THEN ['made_up', 'briefed', 'studied'] ELSE ['studied'] END,
                   CASE WHEN explained = 7 THEN ['explained'] ELSE [] END) ELSE [] END
               ELSE list_concat(['liaised'], CASE item
                   WHEN '督促提醒' THEN ['urged'] WHEN '信息通报' THEN ['urged'] WHEN '身份核实' THEN ['verified']
                   WHEN '参加组织生活' THEN ['active'] WHEN '教育帮助' THEN ['helped'] ELSE [] END)
           END) AS deed
    FROM report
    WHERE counted AND sure
    UNION ALL
    SELECT v.family, coalesce(p.same_as, r.person), NULL, r.issued_on, NULL, r.submission, r.sheet, r.row, 'issued'
    FROM spell_row r
    JOIN version v ON v.org = r.org AND v.submission = r.submission
    LEFT JOIN person_same p ON p.person = r.person
    WHERE r.org IN (SELECT org FROM asked) AND v.counted AND r.certificate_numbered AND r.issued_on <= v.seen_to
    UNION ALL
    SELECT family, person, year, CASE deed WHEN 'reported' THEN reported_on WHEN 'rectified' THEN rectified_on WHEN 'fed_back' THEN feedback_on ELSE day END,
           NULL, submission, sheet, row, deed
    FROM (
        SELECT *, unnest(list_concat(
            CASE WHEN manner <> '未参加' THEN ['attended'] ELSE [] END, CASE WHEN reported_on IS NOT NULL THEN ['reported'] ELSE [] END,
            CASE WHEN grade IN ('优秀', '合格', '基本合格', '不合格') THEN ['graded'] ELSE [] END, CASE WHEN supports = 5 THEN ['supported'] ELSE [] END,
            CASE WHEN rectified_on IS NOT NULL THEN ['rectified'] ELSE [] END, CASE WHEN feedback_on IS NOT NULL THEN ['fed_back'] ELSE [] END,
            -- presented by whoever a ledger names as the member's contact
            CASE WHEN presenter_key IN (SELECT r.contact_key FROM spell_row r LEFT JOIN person_same q ON q.person = r.person
                                        WHERE r.org = a.org AND coalesce(q.same_as, r.person) = a.person AND r.contact_key IS NOT NULL)
                 THEN ['presented'] ELSE [] END)) AS deed
        FROM appraisal_report a
        WHERE counted AND sure
    )
)
SELECT w.finding, w.org, w.listed AS person, d.day, d.amount, d.submission, d.sheet, d.row, b.recorded_at
FROM wanted w
JOIN deed d ON d.deed = w.deed AND d.person = w.person AND d.family = w.family AND (d.year IS NULL OR d.year = w.year)
JOIN submission b ON b.submission = d.submission
ORDER BY d.day, d.submission, d.sheet, d.row
