-- Which branch a visit is to.
SELECT org FROM visit_event WHERE visit = $visit AND event = visit
