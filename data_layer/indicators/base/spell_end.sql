-- needs: asked version spell_same spell_listing
-- What ended a spell: the latest source that gives an end. mistaken: that source says 误登记 (end_on then: the latest other one).
WITH source AS (
    SELECT spell, quarter, submission, 0 AS rank, row, end_on, coalesce(end_kind, '') AS end_kind, received_on
    FROM spell_listing
    WHERE end_on IS NOT NULL OR end_kind = '误登记'
    UNION ALL
    SELECT coalesce(ss.same_as, e.spell), v.quarter, e.submission, 1, 0, e.end_on, coalesce(e.end_kind, ''), v.received_on
    FROM spell_answer e
    JOIN asked a ON a.org = e.org
    JOIN version v ON v.org = e.org AND v.submission = e.submission
    LEFT JOIN spell_same ss ON ss.spell = e.spell
    WHERE e.org IN (SELECT org FROM asked) AND e.recorded_at <= a.known_at
      AND (e.end_on IS NOT NULL OR e.end_kind = '误登记')
),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY spell ORDER BY quarter, submission, rank, row) AS nth FROM source
)
SELECT spell,
       arg_max(end_kind, nth) = '误登记' AS mistaken,
       arg_max(received_on, nth) AS given_on,
       max(end_on) FILTER (nth = last_end) AS end_on
FROM (
    SELECT *, max(nth) FILTER (end_kind <> '误登记') OVER (PARTITION BY spell) AS last_end FROM ranked
)
GROUP BY spell
