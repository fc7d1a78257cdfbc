-- Every organisation event, in the order recorded.
SELECT event, org, kind, day, code, name, parent, type, branch_class, is_unit, successor, recorded_at
FROM organisation_event
ORDER BY event
