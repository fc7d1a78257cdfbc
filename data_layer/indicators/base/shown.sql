-- needs: asked version duty_quarter year person_same
-- What the ledgers of a quarter themselves must show (want), of a person or of the branch: the earliest version from
-- which on every later one shows it, with the place in the counted one.
WITH spell_told AS (
    SELECT v.org, v.quarter, v.submission, coalesce(p.same_as, r.person) AS key, bool_or(r.complete) AS complete,
           list(r.contact_key) FILTER (r.contact_key IS NOT NULL) AS contacts, any_value(r.sheet) AS sheet, min(r.row) AS row
    FROM spell_row r
    JOIN version v ON v.org = r.org AND v.submission = r.submission
    LEFT JOIN person_same p ON p.person = r.person
    WHERE r.org IN (SELECT org FROM asked) AND r.direction = '流出'
    GROUP BY v.org, v.quarter, v.submission, coalesce(p.same_as, r.person)
),
member_told AS (
    SELECT r.org, r.submission, coalesce(p.same_as, r.person) AS key, bool_or(r.complete) AS complete
    FROM member_row r LEFT JOIN person_same p ON p.person = r.person
    WHERE r.org IN (SELECT org FROM asked)
    GROUP BY r.org, r.submission, coalesce(p.same_as, r.person)
),
cover AS (
    SELECT q.org, q.quarter, q.first_on, q.due_on, s.submission, s.reviewed_on, s.reviewers_all, s.reviewer_keys,
           (s.change_declared = '有变化') = s.change_found AS change_agrees,
           s.custodian_named AND s.custodian_role IN ('支部书记', '专职副书记', '指定专人') AS custodian,
           s.excellent_declared <= s.members_total * y.excellent_over // y.excellent_under AS within_cap
    FROM duty_quarter q
    JOIN submission s ON s.org = q.org AND s.quarter = q.quarter
    LEFT JOIN year y ON y.rules = q.rules AND y.year = q.quarter // 4
    WHERE s.org IN (SELECT org FROM asked)
),
told AS (
    SELECT 'file' AS want, s.org, s.quarter, s.submission, s.key, s.complete AND coalesce(m.complete, false) AS whole, s.sheet, s.row
    FROM spell_told s
    LEFT JOIN member_told m ON m.org = s.org AND m.submission = s.submission AND m.key = s.key
    UNION ALL
    SELECT 'review', s.org, s.quarter, s.submission, s.key,
           c.reviewed_on BETWEEN c.first_on AND c.due_on AND len(s.contacts) > 0 AND (c.reviewers_all OR list_has_any(s.contacts, c.reviewer_keys)), s.sheet, s.row
    FROM spell_told s
    JOIN cover c ON c.org = s.org AND c.submission = s.submission
    UNION ALL
    SELECT unnest(['change', 'custodian', 'cap']), org, quarter, submission, org, unnest([change_agrees, custodian, within_cap]), '封面', 1
    FROM cover
),
ranked AS (
    -- from here on: this version and every newer one show it
    SELECT t.*, v.family, v.received_on, v.first, v.counted,
           coalesce(t.whole, false) AND count(*) FILTER (t.whole) OVER (PARTITION BY t.want, t.org, t.quarter, t.key ORDER BY t.submission DESC) > v.newer AS lasting
    FROM told t
    JOIN version v ON v.org = t.org AND v.submission = t.submission
)
SELECT want, family, org, quarter, key,
       arg_min(received_on, submission) FILTER (lasting) AS received_on,
       arg_min(first, submission) FILTER (lasting) AS first,
       max(submission) FILTER (counted) AS submission, max(sheet) FILTER (counted) AS sheet, max(row) FILTER (counted) AS row
FROM ranked
GROUP BY want, family, org, quarter, key
HAVING bool_or(lasting)
