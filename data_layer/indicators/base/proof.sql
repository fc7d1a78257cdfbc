-- needs: owed event
-- What is reported about each duty (id). A day meets it when it counts and some report of it was timely; a day whose
-- reports were all late is late evidence; one that cannot be dated or tied is doubtful. Only what a counted ledger
-- reports is shown. Where a sum is needed, the day is that on which the days so far reach it.
WITH pair AS (
    SELECT d.id, d.need, d.cap, d.prove_by, coalesce(d.fact_on, e.day) AS day, e.item, e.amount,
           e.sure AND e.whole AND coalesce(d.from_on <= e.from_day AND e.day <= d.to_on, true) AS counts,
           CASE WHEN NOT e.sure THEN '姓名对应两人' ELSE '只写到月' END AS reason,
           e.quarter <= d.quarter AND (e.first OR e.received_on <= d.prove_by) AS timely,
           e.told_on, e.counted, e.contact_key <> d.contact_key AS by_other, e.quarter, e.submission, e.sheet, e.row
    FROM owed d
    JOIN event e ON e.want = d.want AND e.key = d.key AND e.slot = d.slot AND e.family = d.family
        AND (d.from_on IS NULL OR (e.day >= coalesce(d.from_wide, d.from_on) AND e.from_day <= coalesce(d.to_wide, d.to_on)))
),
by_day AS (
    SELECT id, day, item, counts, CASE WHEN NOT counts THEN reason END AS reason, any_value(need) AS need, any_value(cap) AS cap, any_value(amount) AS amount,
           bool_or(timely) AS timely, bool_or(counted) AS shown, any_value(prove_by) < min(told_on) AS told_late,
           coalesce(bool_and(by_other) FILTER (counted), false) AS by_other,
           min({'quarter': quarter, 'submission': submission, 'sheet': sheet, 'row': row}) FILTER (counted) AS place
    FROM pair
    GROUP BY id, day, item, counts, CASE WHEN NOT counts THEN reason END
),
summed AS (
    SELECT id, day, need, place, sum(told) OVER w AS told, sum(met) OVER w AS met, sum(known) OVER w AS known, sum(possible) OVER w AS possible, reason
    FROM (
        SELECT id, day, any_value(need) AS need, min(place) AS place,
               least(coalesce(sum(amount) FILTER (timely AND NOT told_late), 0), any_value(cap)) AS told,
               least(coalesce(sum(amount) FILTER (timely), 0), any_value(cap)) AS met,
               least(coalesce(sum(amount) FILTER (known), 0), any_value(cap)) AS known,
               least(sum(amount), any_value(cap)) AS possible, flatten(list(reasons)) AS reason
        FROM (
            SELECT id, day, item, any_value(need) AS need, any_value(cap) AS cap, any_value(amount) AS amount, min(place) AS place,
                   bool_and(kind_told_late) AS told_late, bool_or(counts AND kind_timely) AS timely, bool_or(counts) AS known,
                   coalesce(list(DISTINCT reason) FILTER (NOT counts), []) AS reasons
            FROM (
                -- a row of a kind and day told in time may have its amount corrected later
                SELECT *, bool_or(timely AND counts) OVER w AS kind_timely, bool_and(told_late) FILTER (counts) OVER w AS kind_told_late
                FROM by_day
                WHERE need IS NOT NULL
                WINDOW w AS (PARTITION BY id, day, split_part(item, '#', 1))
            )
            WHERE shown
            GROUP BY id, day, item
        )
        GROUP BY id, day
    )
    WINDOW w AS (PARTITION BY id ORDER BY day)
)
SELECT id, met.day AS met_on, met.place AS met_by, met.told_late AS met_late, met.by_other AS met_by_other,
       late.day AS late_on, late.place AS late_by, late.by_other AS late_by_other, doubtful.day AS doubt_on, doubtful.place AS doubt_by, doubt
FROM (
    -- the first day; of two reports of that day the one whose place comes first, so that the cell shown is always the same
    SELECT id, min({'day': day, 'place': place, 'told_late': told_late, 'by_other': by_other}) FILTER (counts AND timely) AS met,
           min({'day': day, 'place': place, 'by_other': by_other}) FILTER (counts AND NOT timely) AS late,
           min({'day': day, 'place': place}) FILTER (NOT counts) AS doubtful,
           nullif(array_to_string(list_sort(list(DISTINCT reason) FILTER (NOT counts)), '、'), '') AS doubt
    FROM by_day
    WHERE need IS NULL AND shown
    GROUP BY id
)
UNION ALL
SELECT id, min(day) FILTER (met >= need), arg_min(place, day) FILTER (met >= need), arg_min(told < need, day) FILTER (met >= need), false,
       min(day) FILTER (known >= need), arg_min(place, day) FILTER (known >= need), false,
       CASE WHEN coalesce(max(known) < any_value(need), true) THEN min(day) FILTER (possible >= need) END, arg_min(place, day) FILTER (possible >= need),
       CASE WHEN max(known) < any_value(need) THEN nullif(array_to_string(list_sort(list_distinct(flatten(list(reason)))), '、'), '') END
FROM summed
GROUP BY id
