-- needs: asked version person_same
-- Single rows of 联系记录, 活动证与返乡 and 经费使用 as one thing each (key): rows that name the same people on the same day
-- for the same reason; of money: the same voucher number in a year. From every version; subject: its first report.
WITH told AS (
    SELECT 'contact' AS source, r.org, r.submission, r.sheet, r.row, any_value(r.day) AS day, any_value(r.occasion) AS item,
           bool_or(r.tie = 'all') AS everybody, list_sort(list(DISTINCT coalesce(p.same_as, r.person)) FILTER (r.person IS NOT NULL)) AS people,
           any_value(r.method) IS NOT NULL AND any_value(r.contact_key) IS NOT NULL AND any_value(r.content_length) >= 4 AS complete,
           false AS problem, CAST(NULL AS DATE) AS fixed_on
    FROM contact_row r LEFT JOIN person_same p ON p.person = r.person
    WHERE r.org IN (SELECT org FROM asked)
    GROUP BY r.org, r.submission, r.sheet, r.row
    UNION ALL
    SELECT 'certificate', r.org, r.submission, r.sheet, r.row, any_value(r.day), any_value(r.item), bool_or(r.tie = 'all'),
           list_sort(list(DISTINCT coalesce(p.same_as, r.person)) FILTER (r.person IS NOT NULL)),
           bool_and(r.handler_filled) AND bool_and(r.numbered) AND (bool_and(r.record_filled) OR any_value(r.item) NOT IN ('返回审验', '年度审验', '填写')),
           bool_or(r.problem), any_value(r.corrected_on)
    FROM certificate_row r LEFT JOIN person_same p ON p.person = r.person
    WHERE r.org IN (SELECT org FROM asked)
    GROUP BY r.org, r.submission, r.sheet, r.row
),
spent AS (
    SELECT r.*, count(*) FILTER (r.voucher IS NOT NULL) OVER (PARTITION BY r.org, r.submission, year(r.day), r.voucher) AS alike
    FROM expense_row r
    WHERE r.org IN (SELECT org FROM asked)
),
keyed AS (
    SELECT source, org, submission, sheet, row, day, item, complete, false AS in_scope, problem, fixed_on,
           hash(source, org, day, item, everybody, people) AS hashed, CAST(NULL AS DECIMAL(18, 2)) AS amount, CAST(NULL AS VARCHAR) AS voucher, CAST(NULL AS VARCHAR) AS reverses
    FROM told
    UNION ALL
    SELECT 'expense', org, submission, sheet, row, day, category,
           voucher IS NOT NULL AND alike = 1 AND coalesce(approver_key <> handler_key OR (approver_key IS NOT NULL AND handler_key IS NULL), false) AND coalesce(receipts, 0) >= 1,
           coalesce(category IN ('教育培训', '党内活动', '党务工作'), false), false, NULL,
           CASE WHEN voucher IS NULL THEN hash('expense', org, day, amount, category) ELSE hash('voucher', org, year(day), voucher) END,
           amount, voucher, reverses
    FROM spent
)
SELECT k.* EXCLUDE (hashed, fixed_on), CASE WHEN k.fixed_on <= v.seen_to THEN k.fixed_on END AS fixed_on,
       CAST(k.hashed >> 1 AS BIGINT) AS key, v.family, v.quarter, v.received_on, v.counted, v.first,
       first_value(k.sheet || ':' || k.submission || ':' || k.row) OVER (PARTITION BY k.hashed ORDER BY k.submission, k.row) AS subject
FROM keyed k
JOIN version v ON v.org = k.org AND v.submission = k.submission
WHERE k.day <= v.seen_to
