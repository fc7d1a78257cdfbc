-- Findings of a branch about one indicator and period that are not settled, with the duties they are about.
SELECT o.finding, o.subject, (SELECT list(p.person) FROM finding_person p WHERE p.finding = o.finding AND p.org = o.org) AS persons
FROM finding_event o
WHERE o.org = $org AND o.kind = 'opened' AND o.indicator = $indicator AND o.period = $period
  AND (SELECT arg_max(e.kind, e.event) FROM finding_event e
       WHERE e.org = o.org AND e.finding = o.finding AND e.kind NOT IN ('extended', 'confirmed')) NOT IN ('closed', 'dropped')
