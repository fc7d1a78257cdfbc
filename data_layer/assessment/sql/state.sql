-- How many files of some branches the store holds as of a day, and how many of them were recorded only later.
SELECT
    count(*) FILTER (recorded_at <= $known_at) AS ledgers,
    max(submission) FILTER (recorded_at <= $known_at) AS last_submission,
    count(*) FILTER (recorded_at > $known_at) AS recorded_later
FROM submission
WHERE org IN (SELECT unnest($orgs::INTEGER[])) AND received_on <= $as_of
