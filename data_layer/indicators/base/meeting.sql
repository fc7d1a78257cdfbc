-- needs: duty_appraisal appraisal_report
-- The meeting of a branch and year: the day on which most people were appraised (ties: the later); none: 31 December.
WITH day AS (
    SELECT org, year, day, count(DISTINCT person) AS persons
    FROM appraisal_report WHERE counted AND sure GROUP BY org, year, day
),
most AS (SELECT org, year, arg_max(day, persons * CAST(1000000 AS BIGINT) + (day - DATE '1900-01-01')) AS day FROM day GROUP BY org, year)
SELECT *, year(met_on) * 4 + quarter(met_on) - 1 AS met_quarter
FROM (SELECT d.*, coalesce(m.day, make_date(d.year, 12, 31)) AS met_on FROM duty_appraisal d LEFT JOIN most m ON m.org = d.org AND m.year = d.year)
