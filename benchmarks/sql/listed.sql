-- Every person on every ledger of his time, in the order of organisations and submissions.
CREATE OR REPLACE TEMP TABLE bench_listed AS
SELECT l.seed, l.q, l.v, l.org, l.submission, l.last_on, l.received_on, p.m, p.person, p.start_on,
       CASE WHEN p.end_on <= l.last_on THEN p.end_on END AS end_on
FROM bench_ledger l
JOIN bench_person p ON p.b = l.b AND p.start_on <= l.last_on
    AND (p.end_on IS NULL OR p.end_on >= make_date(CAST(l.q // 4 AS INTEGER), CAST(l.q % 4 * 3 + 1 AS INTEGER), 1))
ORDER BY l.org, l.submission, p.m
