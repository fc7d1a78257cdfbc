-- needs: stated
-- Duties that are unclear, and those that only stand because a 误登记 is not accepted yet.
SELECT indicator, org, period, subject, person, due_on, doubt, mistaken, state = 'unclear' AND NOT exempt AS unclear,
       evidence.submission AS submission, evidence.sheet AS sheet, evidence.row AS row
FROM stated
WHERE (state = 'unclear' AND NOT exempt) OR mistaken
ORDER BY indicator, org, period, subject
