-- needs: line
-- What the latest counted report says of each single row.
SELECT *, year(day) * 4 + quarter(day) - 1 AS day_quarter
FROM line
WHERE counted
QUALIFY row_number() OVER (PARTITION BY key ORDER BY quarter DESC, submission DESC, row DESC) = 1
