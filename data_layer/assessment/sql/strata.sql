-- needs: stated held_quarter
-- Closed duties of one indicator about persons away, by branch, quarter and 流动范围 of the stay that decides (blank: '').
SELECT s.org, s.quarter, coalesce(r.travel_range, '') AS travel_range,
       count(*) FILTER (s.state = 'met') AS met, count(*) AS closed
FROM stated s
JOIN held_quarter h ON h.direction = '流出' AND h.person = s.person AND h.quarter = s.quarter
LEFT JOIN spell_row r ON r.submission = h.submission AND r.sheet = h.sheet AND r.row = h.row AND r.org IN (SELECT org FROM asked)
WHERE s.closed AND NOT s.exempt AND s.quarter BETWEEN $since AND $until
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3
