-- needs: asked appraised appraisal_report
-- 民主评议 of some years: one row a member of a branch's meeting, with what the member's row says (NULLs where none does),
-- as the indicators read it. held: a row of the branch's own tells of a meeting.
WITH told AS (SELECT DISTINCT org, year FROM appraisal_report WHERE counted AND sure)
SELECT a.org, a.person, a.year, a.met_on AS meeting_on, t.org IS NOT NULL AS held, a.r_day AS day, a.r_manner AS manner,
       a.r_grade AS grade, coalesce(a.r_supports, 0) AS supports, a.r_presenter_key IS NOT NULL AS presented,
       CASE WHEN a.r_reported_on <= a.seen_to THEN a.r_reported_on END AS reported_on, a.r_feedback_on AS feedback_on,
       a.r_rectify_by AS rectify_by, a.r_rectified_on AS rectified_on, a.r_day IS NULL AND a.maybe_on IS NOT NULL AS unsure,
       a.submission, a.sheet, a.row
FROM appraised a
LEFT JOIN told t ON t.org = a.org AND t.year = a.year
WHERE a.year BETWEEN $first_year AND $last_year AND a.met_on <= a.as_of
ORDER BY a.year, a.org, a.person
