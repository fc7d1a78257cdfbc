-- Rows of 联系记录 and 活动证与返乡 of some branches that name exactly one member.
SELECT submission, sheet, row, any_value(person) AS person
FROM (
    SELECT submission, sheet, row, person FROM contact_row
    WHERE org IN (SELECT unnest($orgs::INTEGER[])) AND submission IN (SELECT unnest($submissions::BIGINT[])) AND tie = 'one'
    UNION ALL
    SELECT submission, sheet, row, person FROM certificate_row
    WHERE org IN (SELECT unnest($orgs::INTEGER[])) AND submission IN (SELECT unnest($submissions::BIGINT[])) AND tie = 'one'
)
WHERE person IS NOT NULL
GROUP BY submission, sheet, row
HAVING count(DISTINCT person) = 1
