-- $org. When the branch last handed in.
SELECT max(recorded_at) AS at FROM submission WHERE org = $org
