-- One plan of visits.
SELECT event AS plan, org, from_on, until, purpose, seed FROM visit_plan WHERE event = $plan
