INSERT INTO spell BY NAME
SELECT p.person AS spell, p.org, p.person, left(md5(printf('line %d', p.person)), 10) AS line, p.start_on, '流出' AS direction,
       min(l.submission) AS submission, TIMESTAMP '2025-01-02 10:00:00' AS recorded_at
FROM bench_person p
JOIN bench_listed l ON l.person = p.person
GROUP BY p.person, p.org, p.start_on
ORDER BY p.person
