-- needs: owed event
-- What is reported about each duty (id), by day and kind. counts: tied to the person and wholly within the days that count;
-- else why not. timely: some report of it was in time. shown: a counted ledger reports it.
WITH pair AS (
    SELECT d.id, d.need, d.cap, d.prove_by, coalesce(d.fact_on, e.day) AS day, e.item, e.amount,
           e.sure AND e.whole AND coalesce(d.from_on <= e.from_day AND e.day <= d.to_on, true) AS counts, e.sure,
           e.quarter <= d.quarter AND (e.first OR e.received_on <= d.prove_by) AS timely,
           e.told_on, e.counted, e.contact_key <> d.contact_key AS by_other, e.quarter, e.submission, e.sheet, e.row
    FROM owed d
    JOIN event e ON e.want = d.want AND e.key = d.key AND e.slot = d.slot AND e.family = d.family
        AND (d.from_on IS NULL OR (e.day >= coalesce(d.from_wide, d.from_on) AND e.from_day <= coalesce(d.to_wide, d.to_on)))
)
SELECT id, day, item, amount, counts, NOT counts AND NOT sure AS two_people, NOT counts AND sure AS month_only, any_value(need) AS need, any_value(cap) AS cap,
       bool_or(timely) AS timely, bool_or(counted) AS shown, any_value(prove_by) < min(told_on) AS told_late,
       coalesce(bool_and(by_other) FILTER (counted), false) AS by_other,
       min({'quarter': quarter, 'submission': submission, 'sheet': sheet, 'row': row}) FILTER (counted) AS place
FROM pair
GROUP BY id, day, item, amount, counts, NOT counts AND NOT sure, NOT counts AND sure
