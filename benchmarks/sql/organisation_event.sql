-- Root, units, committees, branches: numbered in this order, so that an organisation's parent follows from its number.
INSERT INTO organisation_event BY NAME
SELECT n AS event, n AS org, 'found' AS kind, DATE '2010-01-01' AS day, printf('3102%08d', n) AS code,
       CASE WHEN n = 1 THEN '模拟' || CASE WHEN $units > 0 THEN '省委' ELSE '区委' END
            WHEN n <= 1 + $units THEN printf('模拟第%d区委', n - 1)
            WHEN n <= 1 + $units + $committees THEN printf('模拟第%d街道党工委', n - 1 - $units)
            ELSE printf('模拟第%d党支部', n - 1 - $units - $committees) END AS name,
       CASE WHEN n = 1 THEN NULL
            WHEN n <= 1 + $units THEN 1
            WHEN n <= 1 + $units + $committees THEN CASE WHEN $units > 0 THEN 2 + (n - 2 - $units) // ($committees // $units) ELSE 1 END
            ELSE 2 + $units + (n - 2 - $units - $committees) // ($branches // $committees) END AS parent,
       CASE WHEN n = 1 THEN CASE WHEN $units > 0 THEN '党委' ELSE '区委' END
            WHEN n <= 1 + $units THEN '区委'
            WHEN n <= 1 + $units + $committees THEN '党工委' ELSE '党支部' END AS type,
       CASE WHEN n <= 1 + $units + $committees THEN NULL
            ELSE ['农村', '社区', '机关事业', '学校', '国企', '两新'][1 + roll(n) % 6] END AS branch_class,
       CASE WHEN $units > 0 THEN n BETWEEN 2 AND 1 + $units ELSE n = 1 END AS is_unit,
       $recorded_at AS recorded_at
FROM (SELECT CAST(unnest(range(1, 2 + $units + $committees + $branches)) AS INTEGER) AS n)
