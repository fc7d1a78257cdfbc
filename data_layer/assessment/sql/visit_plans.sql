-- The plans of visits made for some organisations, latest first, as known at a time.
SELECT event AS plan, org, day, from_on, until, purpose, seed, by_risk, by_chance, account
FROM visit_plan
WHERE org IN (SELECT unnest($orgs::INTEGER[])) AND day <= $as_of AND recorded_at <= $known_at
ORDER BY event DESC
