-- needs: asked version person_same
-- What counted ledgers say of a person on 基本信息: in a quarter, the row with from_quarter <= q < to_quarter.
WITH row AS (
    SELECT coalesce(p.same_as, r.person) AS person, v.quarter, r.submission, r.row, r.phone_valid, r.category, r.hardship
    FROM member_row r
    JOIN version v ON v.org = r.org AND v.submission = r.submission AND v.counted
    LEFT JOIN person_same p ON p.person = r.person
    WHERE r.org IN (SELECT org FROM asked)
)
SELECT person, quarter, phone_valid, category, any_hardship,
       CASE WHEN quarter = first_value(quarter) OVER w THEN 0 ELSE quarter END AS from_quarter, coalesce(lead(quarter) OVER w, 99999) AS to_quarter
FROM (SELECT *, bool_or(hardship) OVER (PARTITION BY person, quarter) AS any_hardship FROM row QUALIFY row_number() OVER (PARTITION BY person, quarter ORDER BY submission DESC, row DESC) = 1)
WINDOW w AS (PARTITION BY person ORDER BY quarter)
