SELECT
    org, source, category, count(*) AS vouchers, sum(spent) AS spent,
    coalesce(sum(spent) FILTER (month(day) = 12), 0) AS december
FROM net
WHERE year = $year AND day <= $until
GROUP BY ALL
