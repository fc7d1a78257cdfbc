-- What may meet a duty: a duty that wants `want` about `key` (a person, a spell, a row …) in `slot` (a quarter, or 0) takes
-- these, if their days lie in its window and a branch of the `family` reports them (-org: this very branch). sure: tied to exactly
-- this; whole: no doubt but the window's. item (its kind), amount: for duties that need a sum; what is alike in both on a day is one.
-- Each part says what it is for (or else is always there); a statement takes the parts that its indicators want.
SELECT CAST(NULL AS INTEGER) AS family, CAST(NULL AS VARCHAR) AS want, CAST(NULL AS BIGINT) AS key, CAST(NULL AS INTEGER) AS slot,
       CAST(NULL AS INTEGER) AS quarter, CAST(NULL AS BIGINT) AS submission, CAST(NULL AS DATE) AS received_on, CAST(NULL AS DATE) AS told_on,
       CAST(NULL AS BOOLEAN) AS counted, CAST(NULL AS BOOLEAN) AS first, CAST(NULL AS VARCHAR) AS sheet, CAST(NULL AS INTEGER) AS row,
       CAST(NULL AS DATE) AS day, CAST(NULL AS DATE) AS from_day, CAST(NULL AS BOOLEAN) AS sure, CAST(NULL AS BOOLEAN) AS whole,
       CAST(NULL AS VARCHAR) AS item, CAST(NULL AS BIGINT) AS amount, CAST(NULL AS BIGINT) AS contact_key
WHERE false
UNION ALL
-- for: greet thought care inhelp recall annual inspect fill mail depart explain hours makeup liaison urge verify activity
-- needs: report
SELECT family, want, person AS key, 0 AS slot, quarter, submission, received_on, received_on AS told_on, counted, first, sheet, row, day, from_day, sure, true AS whole,
       CASE WHEN source IN ('contact', 'care') THEN source ELSE concat(source, item) END AS item,
       CASE want WHEN 'hours' THEN CAST(coalesce(amount, 0) * 100 AS BIGINT) ELSE 1 END AS amount,
       contact_key
FROM (
    SELECT *, unnest(CASE source
        WHEN 'contact' THEN list_concat(CASE WHEN flag THEN ['greet'] ELSE [] END, CASE WHEN item = '思想汇报' AND coalesce(flag, true) THEN ['thought'] ELSE [] END)
        WHEN 'care' THEN ['greet', 'care', 'inhelp']
        WHEN 'certificate' THEN CASE item WHEN '收回' THEN ['recall'] WHEN '挂失' THEN ['recall'] WHEN '年度审验' THEN ['annual']
                                WHEN '返回审验' THEN ['inspect'] WHEN '填写' THEN ['fill'] ELSE [] END
        WHEN 'training' THEN CASE WHEN flag THEN CASE item
            WHEN '邮寄教育' THEN ['mail']
            WHEN '行前教育' THEN CASE WHEN explained = 7 THEN ['depart', 'explain', 'hours'] ELSE ['depart', 'hours'] END
            WHEN '补课教育' THEN ['makeup', 'hours'] ELSE ['hours'] END ELSE [] END
        ELSE list_concat(['liaison'], CASE item WHEN '督促提醒' THEN ['urge'] WHEN '信息通报' THEN ['urge'] WHEN '身份核实' THEN ['verify']
                                      WHEN '参加组织生活' THEN ['activity'] WHEN '教育帮助' THEN ['inhelp'] ELSE [] END)
        END) AS want
    FROM report
)
UNION ALL
-- for: contact
-- needs: report person_scope
-- a contact in a quarter, beside each stretch of days away that it touches
SELECT r.family, 'contact', r.person, s.quarter, r.quarter, r.submission, r.received_on, r.received_on, r.counted, r.first, r.sheet, r.row, r.day, r.from_day,
       r.sure, s.from_on <= r.from_day AND r.day <= s.to_on, '', 1, r.contact_key
FROM report r
JOIN person_scope s ON s.person = r.person AND s.quarter = year(r.day) * 4 + quarter(r.day) - 1 AND s.direction = '流出'
    AND s.from_on <= r.day AND r.from_day <= s.to_on
WHERE r.source = 'contact' AND r.flag
UNION ALL
-- for: issue
-- needs: issue
SELECT family, 'issue', spell, 0, quarter, submission, received_on, received_on, counted, first, sheet, row, day, from_day, sure, true, source, 1, NULL FROM issue
UNION ALL
-- for: assigned eligible located taken
-- needs: fact
-- properties of facts: the duty says the day and the place
SELECT family, want, key, 0, quarter, NULL, received_on, told_on, true, first, NULL, NULL, NULL, NULL, true, true, '', 1, NULL FROM fact
UNION ALL
-- for: file review change custodian cap
-- needs: shown
SELECT -org, want, key, quarter, quarter, submission, received_on, received_on, true, first, sheet, row, received_on, received_on, true, true, '', 1, NULL FROM shown
UNION ALL
-- for: line inscope fixed
-- needs: line
-- rows that are what a row should be
SELECT family, unnest(list_concat(CASE WHEN complete THEN ['line'] ELSE [] END, CASE WHEN in_scope THEN ['inscope'] ELSE [] END, CASE WHEN fixed_on IS NOT NULL THEN ['fixed'] ELSE [] END)),
       key, 0, quarter, NULL, received_on, received_on, true, first, NULL, NULL, NULL, NULL, true, true, '', 1, NULL
FROM line
UNION ALL
-- for: spend
-- needs: line line_latest
-- money spent in scope and documented, what was taken back off it: in cents, on the day of the voucher
SELECT l.family, 'spend', l.org, 0, l.quarter, s.submission, l.received_on, l.received_on, true, l.first, s.sheet, s.row, s.day, s.day, true, true, CAST(l.key AS VARCHAR),
       CAST((coalesce(s.amount, 0) - coalesce(b.back, 0)) * 100 AS BIGINT), NULL
FROM line l
JOIN line_latest s ON s.key = l.key AND s.source = 'expense' AND s.complete AND s.in_scope AND s.reverses IS NULL
LEFT JOIN (
    SELECT org, year(day) AS year, reverses, -sum(amount) AS back FROM line_latest WHERE reverses IS NOT NULL GROUP BY org, year(day), reverses
) b ON b.org = s.org AND b.year = year(s.day) AND b.reverses = s.voucher
WHERE l.complete AND l.in_scope
UNION ALL
-- for: attend written presented graded supported rectified feedback
-- needs: appraisal_report
-- what a row of 民主评议 shows; whether it is the member's own the duty says by its day
SELECT family, a.want, CASE a.want WHEN 'presented' THEN CAST(hash(person, presenter_key) >> 1 AS BIGINT) ELSE person END, year, quarter, NULL, received_on, received_on, true, first, NULL, NULL,
       day, day, true, true, '', 1, NULL
FROM (
    SELECT *, unnest(list_concat(CASE WHEN manner <> '未参加' THEN ['attend'] ELSE [] END, CASE WHEN reported_on <= day THEN ['written'] ELSE [] END,
        CASE WHEN presenter_key IS NOT NULL THEN ['presented'] ELSE [] END, CASE WHEN grade IN ('优秀', '合格', '基本合格', '不合格') THEN ['graded'] ELSE [] END,
        CASE WHEN supports = 5 THEN ['supported'] ELSE [] END, CASE WHEN rectify_by IS NOT NULL AND rectified_on IS NOT NULL THEN ['rectified'] ELSE [] END,
        CASE WHEN feedback_on IS NOT NULL THEN ['feedback'] ELSE [] END)) AS want
    FROM appraisal_report WHERE sure
) a
