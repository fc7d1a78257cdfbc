-- What branches contest in a round.
SELECT event, branch, indicator, period, subject
FROM round_contest
WHERE round = $round
ORDER BY event, indicator, period, subject
