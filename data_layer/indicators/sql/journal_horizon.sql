-- Branches whose journal does not look ahead to a day.
SELECT org, max(change_day) AS change_day FROM journal_refresh GROUP BY org HAVING max(horizon) < $day
