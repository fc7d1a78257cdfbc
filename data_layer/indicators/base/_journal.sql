-- What the journal should say: counts by what decides their state on any later day. A count that takes effect only on a
-- day still to come stands under that day (opens_on); everything else under its period's opening.
-- Duties alike in all of this are counted first; then each count is entered where its effects begin (begins, meets,
-- clouds: unclear until accepted or met, clears).
SELECT e.org, i.number AS indicator, e.period, e.due_on, e.missed_from, e.closed_from, e.reported, e.opens_on,
       sum(CASE WHEN NOT left_out AND effect = 'begins' THEN alike ELSE 0 END) AS n,
       sum(CASE WHEN NOT left_out AND effect = 'meets' THEN alike ELSE 0 END) AS met,
       sum(CASE WHEN left_out THEN 0 WHEN effect = 'clouds' THEN alike WHEN effect = 'clears' THEN -alike ELSE 0 END) AS unclear,
       sum(CASE WHEN left_out AND effect = 'begins' THEN alike ELSE 0 END) AS exempt
FROM (
    SELECT d.*, k.effect, CASE k.effect WHEN 'begins' THEN begins WHEN 'meets' THEN meets WHEN 'clouds' THEN clouds ELSE clears END AS opens_on
    FROM (
        SELECT org, indicator, period, due_on, missed_from, prove_by + 1 AS closed_from, reported, exempt AS left_out,
               CASE WHEN opens_on > as_of THEN opens_on ELSE period_opens_on END AS begins,
               CASE WHEN met_from IS NULL THEN NULL WHEN greatest(met_from, opens_on) > as_of THEN greatest(met_from, opens_on) ELSE period_opens_on END AS meets,
               CASE WHEN unclear_from IS NULL OR met_from <= as_of THEN NULL
                    WHEN greatest(unclear_from, opens_on) > as_of THEN greatest(unclear_from, opens_on) ELSE period_opens_on END AS clouds,
               CASE WHEN unclear_from IS NOT NULL AND met_from > as_of THEN greatest(met_from, opens_on) END AS clears,
               count(*) AS alike
        FROM judged
        GROUP BY ALL
    ) d, (SELECT unnest(['begins', 'meets', 'clouds', 'clears']) AS effect) k
) e
JOIN (SELECT unnest(CAST($i_id AS VARCHAR[])) AS id, unnest(CAST($i_number AS INTEGER[])) AS number) i ON i.id = e.indicator
WHERE e.opens_on IS NOT NULL
GROUP BY ALL
