-- The list of obligations, as the commands and pages show it.
SELECT indicator, org, period, subject, person, due_on, prove_by,
       CASE WHEN met_on <= as_of THEN met_on END AS met_on, state, closed,
       CASE WHEN state = 'unclear' THEN doubt END AS unclear_reason,
       nullif(concat_ws('；',
           CASE WHEN NOT reported AND state = 'missed' THEN '未报' END,
           CASE WHEN state = 'missed' AND met_on <= as_of THEN '逾期完成' END,
           CASE WHEN late_noted AND state = 'met' THEN '补录' END,
           CASE WHEN mistaken THEN '误登记待核' END,
           CASE WHEN by_other AND state = 'met' THEN '代联系' END,
           CASE WHEN state = 'met' THEN noted END), '') AS note,
       evidence.submission AS submission, evidence.sheet AS sheet, evidence.row AS row, exempt
FROM stated
WHERE ($period IS NULL OR period = $period) AND ($state IS NULL OR state = $state)
ORDER BY indicator, org, period, subject
