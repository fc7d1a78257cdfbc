-- Every listing of a person on 基本信息.
SELECT org, submission, sheet, row, person
FROM member_row
WHERE org IN (SELECT unnest($orgs))
