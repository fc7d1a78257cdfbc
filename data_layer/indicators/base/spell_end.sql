-- needs: asked version spell_same spell_listing
-- What ended a spell: the latest source that gives an end. mistaken: that source says 误登记 (end_on then: the latest other one).
WITH source AS (
    SELECT spell, (quarter * CAST(1000000000000 AS HUGEINT) + submission) * 1000000 + row AS place,
           end_on, end_month, coalesce(end_kind, '') AS end_kind, received_on
    FROM spell_listing
    WHERE end_on IS NOT NULL OR end_kind = '误登记'
    UNION ALL
    -- an answer comes after the rows of its ledger
    SELECT coalesce(ss.same_as, e.spell), (v.quarter * CAST(1000000000000 AS HUGEINT) + e.submission) * 1000000 + 999999,
           e.end_on, false, coalesce(e.end_kind, ''), v.received_on
    FROM spell_answer e
    JOIN version v ON v.org = e.org AND v.submission = e.submission
    LEFT JOIN spell_same ss ON ss.spell = e.spell
    WHERE e.org IN (SELECT org FROM asked) AND e.recorded_at <= v.known_at
      AND (e.end_on IS NOT NULL OR e.end_kind = '误登记')
)
SELECT spell,
       arg_max(end_kind, place) = '误登记' AS mistaken,
       arg_max(received_on, place) AS given_on,
       arg_max(end_on, place) FILTER (end_kind <> '误登记') AS end_on,
       coalesce(arg_max(end_month, place) FILTER (end_kind <> '误登记' AND end_on IS NOT NULL), false) AS end_month,
       nullif(arg_max(end_kind, place) FILTER (end_kind <> '误登记'), '') AS end_kind
FROM source
GROUP BY spell
