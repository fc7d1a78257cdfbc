-- Duties not done yet that fall due from $as_of to $until, by branch, indicator, period and day: counted from the journal.
SELECT org, indicator, period, due_on, CAST(sum(n - met - unclear) AS INTEGER) AS open
FROM journal
WHERE org IN (SELECT unnest($orgs::INTEGER[])) AND from_day <= $as_of AND due_on BETWEEN $as_of AND $until AND missed_from > $as_of
GROUP BY org, indicator, period, due_on
HAVING sum(n - met - unclear) > 0
ORDER BY org, due_on, indicator, period
