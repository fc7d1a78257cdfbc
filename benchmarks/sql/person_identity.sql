INSERT INTO person_identity BY NAME
SELECT p.person, p.org, min(l.submission) AS submission,
       ['甲', '乙', '丙', '丁', '戊', '己'][1 + p.person % 6] || printf('某%d', p.person) AS name,
       ['甲', '乙', '丙', '丁', '戊', '己'][1 + p.person % 6] || printf('某%d', p.person) AS name_key,
       md5(CAST(p.person AS VARCHAR)) AS id_hash, TIMESTAMP '2025-01-02 10:00:00' AS recorded_at
FROM bench_person p
JOIN bench_listed l ON l.person = p.person
GROUP BY p.person, p.org
ORDER BY p.person
