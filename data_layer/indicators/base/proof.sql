-- needs: told_day
-- What meets each duty (id). A day meets it when it counts and some report of it was timely; a day whose reports were all
-- late is late evidence; one that cannot be dated or tied is doubtful. Only what a counted ledger reports is shown. Where a
-- sum is needed, the day is that on which the days so far reach it.
-- Days are told apart from places: whoever asks for counts only (_journal, _tally) pays for no places.
SELECT id, met_on, met.place AS met_by, met.told_late AS met_late, met.by_other AS met_by_other,
       late_on, late.place AS late_by, late.by_other AS late_by_other, doubt_on, doubtful.place AS doubt_by,
       nullif(concat_ws('、', CASE WHEN month_only THEN '只写到月' END, CASE WHEN two_people THEN '姓名对应两人' END), '') AS doubt
FROM (
    -- the first day; of two reports of that day the one whose place comes first, so that the cell shown is always the same
    SELECT id, min(day) FILTER (counts AND timely) AS met_on, min(day) FILTER (counts AND NOT timely) AS late_on, min(day) FILTER (NOT counts) AS doubt_on,
           min({'day': day, 'place': place, 'told_late': told_late, 'by_other': by_other}) FILTER (counts AND timely) AS met,
           min({'day': day, 'place': place, 'by_other': by_other}) FILTER (counts AND NOT timely) AS late,
           min({'day': day, 'place': place}) FILTER (NOT counts) AS doubtful,
           bool_or(month_only) AS month_only, bool_or(two_people) AS two_people
    FROM told_day
    WHERE need IS NULL AND shown
    GROUP BY id
)
UNION ALL
SELECT id, min(day) FILTER (met >= need), arg_min(place, day) FILTER (met >= need), arg_min(told < need, day) FILTER (met >= need), false,
       min(day) FILTER (known >= need), arg_min(place, day) FILTER (known >= need), false,
       CASE WHEN coalesce(max(known) < any_value(need), true) THEN min(day) FILTER (possible >= need) END, arg_min(place, day) FILTER (possible >= need),
       CASE WHEN max(known) < any_value(need)
            THEN nullif(concat_ws('、', CASE WHEN bool_or(month_only) THEN '只写到月' END, CASE WHEN bool_or(two_people) THEN '姓名对应两人' END), '') END
FROM (
    SELECT id, day, need, place, sum(told) OVER w AS told, sum(met) OVER w AS met, sum(known) OVER w AS known, sum(possible) OVER w AS possible, two_people, month_only
    FROM (
        SELECT id, day, any_value(need) AS need, min(place) AS place,
               least(coalesce(sum(amount) FILTER (timely AND NOT told_late), 0), any_value(cap)) AS told,
               least(coalesce(sum(amount) FILTER (timely), 0), any_value(cap)) AS met,
               least(coalesce(sum(amount) FILTER (known), 0), any_value(cap)) AS known,
               least(sum(amount), any_value(cap)) AS possible, bool_or(two_people) AS two_people, bool_or(month_only) AS month_only
        FROM (
            SELECT id, day, item, amount, any_value(need) AS need, any_value(cap) AS cap, min(place) AS place,
                   bool_and(kind_told_late) AS told_late, bool_or(counts AND kind_timely) AS timely, bool_or(counts) AS known,
                   bool_or(two_people) AS two_people, bool_or(month_only) AS month_only
            FROM (
                -- a row of a kind and day told in time may have its amount corrected later
                SELECT *, bool_or(timely AND counts) OVER w AS kind_timely, bool_and(told_late) FILTER (counts) OVER w AS kind_told_late
                FROM told_day
                WHERE need IS NOT NULL
                WINDOW w AS (PARTITION BY id, day, item)
            )
            WHERE shown
            GROUP BY id, day, item, amount
        )
        GROUP BY id, day
    )
    WINDOW w AS (PARTITION BY id ORDER BY day)
)
GROUP BY id
