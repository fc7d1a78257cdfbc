-- needs: report spell_quarter spell_ended
-- Returns of an outflow spell: 临时返乡 on a day in scope, or an end that brings the person home. wide_on: a month-only
-- day may be as early. day_quarter: the quarter of the day; holder: whose duty it is.
SELECT spell, person, holder, family, day, year(day) * 4 + quarter(day) - 1 AS day_quarter, min(is_end) AS is_end, max(wide_on) AS wide_on, bool_or(mistaken) AS mistaken,
       max(submission) AS submission, arg_max(sheet, submission) AS sheet, arg_max(row, submission) AS row
FROM (
    SELECT s.spell, s.person, s.holder, s.family, r.day, r.from_day AS wide_on, false AS is_end, s.mistaken, r.submission, r.sheet, r.row
    FROM report r
    JOIN spell_quarter s ON s.family = r.family AND s.person = r.person AND s.quarter = year(r.day) * 4 + quarter(r.day) - 1
        AND s.direction = '流出' AND r.day BETWEEN s.from_on AND s.to_on
    WHERE r.source = 'certificate' AND r.item = '临时返乡' AND r.sure AND r.counted
    UNION ALL
    SELECT spell, person, holder, family, end_on, CASE WHEN end_month THEN CAST(date_trunc('month', end_on) AS DATE) ELSE end_on END, true, mistaken, submission, sheet, row
    FROM spell_ended WHERE direction = '流出'
)
GROUP BY spell, person, holder, family, day
