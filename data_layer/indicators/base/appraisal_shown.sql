-- needs: appraisal_report
-- What counted ledgers show of each person's appraisal for a year, row by row; of one day: the latest ledger that tells of it.
SELECT family, person, year, day, manner, reported_on, presenter_key, grade, submission, sheet, row
FROM appraisal_report
WHERE counted AND sure
QUALIFY submission = max(submission) OVER (PARTITION BY family, person, year, day)
