-- number: 4
-- name: 早于外出
-- asks: {n} 名党员的联系记录早于外出日期：是日期写错了，还是外出前的谈话？
-- marks: contact_quarterly
-- needs: asked version person_same spell_listing
-- A contact dated in the quarter, before the member's first day away.
WITH left_on AS (
    -- the earliest day by the latest ledger that lists each stay
    SELECT person, min(start_on) AS start_on
    FROM (SELECT spell, arg_max(person, (quarter, submission)) AS person, arg_max(start_on, (quarter, submission)) AS start_on
          FROM spell_listing WHERE direction = '流出' GROUP BY spell)
    GROUP BY person
),
early AS (
    SELECT r.org, l.person, r.day, min({'submission': r.submission, 'sheet': r.sheet, 'row': r.row}) AS place
    FROM contact_row r
    JOIN version v ON v.org = r.org AND v.submission = r.submission AND v.counted
    JOIN asked a ON a.org = r.org AND a.wanted
    LEFT JOIN person_same p ON p.person = r.person
    JOIN left_on l ON l.person = coalesce(p.same_as, r.person)
    WHERE r.org IN (SELECT org FROM asked) AND r.tie = 'one' AND r.day < l.start_on
      AND r.day BETWEEN $first_on AND least($last_on, v.seen_to)
    GROUP BY r.org, l.person, r.day
)
SELECT org, '' AS item, count(DISTINCT person) OVER (PARTITION BY org) AS n, count(DISTINCT person) OVER (PARTITION BY org) AS whole,
       person, day, place.submission AS submission, place.sheet AS sheet, place.row AS row
FROM early
