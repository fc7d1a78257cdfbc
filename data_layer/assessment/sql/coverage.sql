-- Each branch's counted ledger of a quarter: what its 封面 declares, whom it lists, which rows lack something required.
WITH counted AS (
    SELECT s.org, max(s.submission) AS submission, count(*) AS versions
    FROM submission s
    WHERE s.org IN (SELECT unnest($orgs::INTEGER[])) AND s.quarter = $quarter
      AND s.received_on <= $as_of AND s.recorded_at <= $known_at
      AND NOT EXISTS (
          SELECT 1 FROM submission_event e
          WHERE e.org = s.org AND e.submission = s.submission AND e.kind = 'withdrawn'
            AND e.day <= $as_of AND e.recorded_at <= $known_at
      )
    GROUP BY s.org
),
listed AS (
    SELECT r.org, count(DISTINCT r.person) AS persons,
           count(DISTINCT r.person) FILTER (NOT r.complete) AS incomplete_spells
    FROM spell_row r
    JOIN counted c ON c.org = r.org AND c.submission = r.submission
    WHERE r.direction = '流出' AND r.start_on <= $last_on AND (r.end_on IS NULL OR r.end_on > $last_on)
    GROUP BY r.org
),
filed AS (
    SELECT r.org, count(*) AS members, count(*) FILTER (NOT r.complete) AS incomplete_members
    FROM member_row r
    JOIN counted c ON c.org = r.org AND c.submission = r.submission
    GROUP BY r.org
)
SELECT c.org, c.submission, c.versions, s.received_on, s.floating_declared AS declared,
       coalesce(l.persons, 0) AS listed, coalesce(l.incomplete_spells, 0) AS incomplete_spells,
       coalesce(f.members, 0) AS members, coalesce(f.incomplete_members, 0) AS incomplete_members
FROM counted c
JOIN submission s ON s.org = c.org AND s.submission = c.submission
LEFT JOIN listed l ON l.org = c.org
LEFT JOIN filed f ON f.org = c.org
ORDER BY c.org
