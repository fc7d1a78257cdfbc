-- The members of a draw in the order in which they are rung, with the last word on each as known at a time; '' where nobody has rung yet.
WITH said AS (
    SELECT person, org, arg_max(result, event) AS result FROM draw_answer
    WHERE draw = $draw AND day <= $as_of AND recorded_at <= $known_at
    GROUP BY person, org
)
SELECT m.org, m.nth, m.person, m.subject, m.stratum, m.stratum_size, m.met_on, m.submission, m.sheet, m.row,
       coalesce(s.result, '') AS result
FROM draw_member AS m
LEFT JOIN said AS s ON s.person = m.person AND s.org = m.org
WHERE m.event = $draw
ORDER BY m.nth
