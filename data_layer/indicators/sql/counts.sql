-- Counts at a day from the journal, by group (a branch, a committee) and indicator and period. State of what is not met
-- nor unclear: missed from missed_from on, else pending to due_on, else awaiting. (Sums are cast: as HUGEINT they take
-- five times as long to hand over.)
SELECT g.grp AS org, j.indicator, j.period,
       CAST(sum(met) AS INTEGER) AS met,
       CAST(sum(unclear) AS INTEGER) AS unclear,
       CAST(coalesce(sum(n - met - unclear) FILTER (WHERE missed_from <= $as_of), 0) AS INTEGER) AS missed,
       CAST(coalesce(sum(n - met - unclear) FILTER (WHERE missed_from > $as_of AND due_on >= $as_of), 0) AS INTEGER) AS pending,
       CAST(coalesce(sum(n - met - unclear) FILTER (WHERE missed_from > $as_of AND due_on < $as_of), 0) AS INTEGER) AS awaiting,
       CAST(sum(exempt) AS INTEGER) AS exempt,
       CAST(coalesce(sum(met) FILTER (WHERE closed_from <= $as_of), 0) AS INTEGER) AS closed_met,
       CAST(coalesce(sum(n) FILTER (WHERE closed_from <= $as_of), 0) AS INTEGER) AS closed,
       CAST(coalesce(sum(unclear) FILTER (WHERE closed_from <= $as_of), 0) AS INTEGER) AS closed_unclear,
       CAST(coalesce(sum(met) FILTER (WHERE closed_from <= $as_of AND reported), 0) AS INTEGER) AS reported_met,
       CAST(coalesce(sum(n) FILTER (WHERE closed_from <= $as_of AND reported), 0) AS INTEGER) AS reported_closed,
       CAST(coalesce(sum(unclear) FILTER (WHERE closed_from <= $as_of AND reported), 0) AS INTEGER) AS reported_unclear
FROM journal j
JOIN (SELECT unnest(CAST($orgs AS INTEGER[])) AS org, unnest(CAST($groups AS INTEGER[])) AS grp) g ON g.org = j.org
WHERE j.from_day <= $as_of
  AND (CAST($first_period AS INTEGER) IS NULL OR j.period >= $first_period)
GROUP BY g.grp, j.indicator, j.period
HAVING sum(n) <> 0 OR sum(exempt) <> 0
ORDER BY g.grp, j.indicator, j.period
