INSERT INTO submission BY NAME
SELECT l.submission, l.org, CAST(l.q AS SMALLINT) AS quarter, l.received_on, '2026' AS form, 'register' AS layout,
       md5(CAST(l.submission AS VARCHAR)) AS file_sha256, '台账.xlsx' AS file_name, l.received_on AS filled_on, l.received_on AS reviewed_on,
       true AS reviewers_all, 30 AS members_total,
       CAST(coalesce(c.away, 0) + CASE WHEN roll(l.seed, l.q, 6) % 50 = 0 THEN 1 ELSE 0 END AS INTEGER) AS floating_declared,
       3 AS excellent_declared, CASE WHEN l.h % 9 > 0 THEN '无变化' ELSE '有变化' END AS change_declared, true AS custodian_named, '支部书记' AS custodian_role, false AS change_found, '{"流动党员数":"B9"}' AS cover_cells,
       CAST(l.received_on AS TIMESTAMP) + INTERVAL 10 HOUR AS recorded_at
FROM bench_ledger l
LEFT JOIN (SELECT submission, count(*) AS away FROM bench_listed WHERE end_on IS NULL GROUP BY submission) c ON c.submission = l.submission
ORDER BY l.org, l.submission
