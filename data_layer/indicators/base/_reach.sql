-- needs: asked calendar version spell_quarter report
-- Who is away on the day asked about, and when the branch last said that it reached him: one row a person and holder.
-- covered_on: the last day that the branch's ledgers speak of; silence is counted up to it, never beyond.
WITH covered AS (
    SELECT v.org, max(c.last_on) AS covered_on
    FROM version v
    JOIN (SELECT DISTINCT quarter, last_on FROM calendar) c ON c.quarter = v.quarter
    WHERE v.counted
    GROUP BY v.org
),
here AS (
    SELECT s.holder AS org, s.family, s.person, min(s.start_on) AS start_on,
           arg_max(s.submission, s.start_on) AS submission, arg_max(s.sheet, s.start_on) AS sheet, arg_max(s.row, s.start_on) AS row,
           any_value(a.as_of) AS as_of
    FROM spell_quarter s
    JOIN asked a ON a.org = s.holder AND a.wanted
    WHERE s.direction = '流出' AND s.quarter = year(a.as_of) * 4 + quarter(a.as_of) - 1 AND a.as_of BETWEEN s.from_on AND s.to_on
    GROUP BY s.holder, s.family, s.person
),
reached AS (
    SELECT family, person, max(day) AS day, arg_max({'submission': submission, 'sheet': sheet, 'row': row}, day) AS place
    FROM report
    WHERE source = 'contact' AND flag AND sure AND counted
    GROUP BY family, person
)
SELECT h.org, h.person, h.start_on, r.day AS reached_on, c.covered_on,
       greatest(least(c.covered_on, h.as_of) - greatest(coalesce(r.day, h.start_on), h.start_on), 0) AS days,
       coalesce(r.place.submission, h.submission) AS submission, coalesce(r.place.sheet, h.sheet) AS sheet,
       coalesce(r.place.row, h.row) AS row
FROM here h
LEFT JOIN covered c ON c.org = h.org
LEFT JOIN reached r ON r.family = h.family AND r.person = h.person
