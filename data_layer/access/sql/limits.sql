-- The latest value of each limit.
SELECT name, arg_max(value, event) AS value
FROM parameter_event
WHERE org = $org
GROUP BY name
