-- Counts at a day from the journal, by group (a branch, a committee) and indicator and period. State of what is not met
-- nor unclear: missed from missed_from on, else pending to due_on, else awaiting.
SELECT g.grp AS org, j.indicator, j.period,
       sum(met) AS met,
       sum(unclear) AS unclear,
       coalesce(sum(n - met - unclear) FILTER (missed_from <= $as_of), 0) AS missed,
       coalesce(sum(n - met - unclear) FILTER (missed_from > $as_of AND due_on >= $as_of), 0) AS pending,
       coalesce(sum(n - met - unclear) FILTER (missed_from > $as_of AND due_on < $as_of), 0) AS awaiting,
       sum(exempt) AS exempt,
       coalesce(sum(met) FILTER (closed_from <= $as_of), 0) AS closed_met,
       coalesce(sum(n) FILTER (closed_from <= $as_of), 0) AS closed,
       coalesce(sum(unclear) FILTER (closed_from <= $as_of), 0) AS closed_unclear,
       coalesce(sum(met) FILTER (closed_from <= $as_of AND reported), 0) AS reported_met,
       coalesce(sum(n) FILTER (closed_from <= $as_of AND reported), 0) AS reported_closed,
       coalesce(sum(unclear) FILTER (closed_from <= $as_of AND reported), 0) AS reported_unclear
FROM journal j
JOIN (SELECT unnest(CAST($orgs AS INTEGER[])) AS org, unnest(CAST($groups AS INTEGER[])) AS grp) g ON g.org = j.org
WHERE j.from_day <= $as_of
  AND (CAST($first_period AS INTEGER) IS NULL OR j.period >= $first_period)
GROUP BY g.grp, j.indicator, j.period
HAVING sum(n) <> 0 OR sum(exempt) <> 0
ORDER BY g.grp, j.indicator, j.period
