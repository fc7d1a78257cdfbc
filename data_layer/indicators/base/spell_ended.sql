-- needs: spell_quarter quarter
-- Ends that bring somebody home (不再外出, 组织关系转出), with the quarter of the end day (end_quarter) and the facts and
-- holder of the last scope day.
SELECT *, year(end_on) * 4 + quarter(end_on) - 1 AS end_quarter
FROM spell_quarter
WHERE end_kind IN ('不再外出', '组织关系转出') AND end_on - 1 BETWEEN from_on AND to_on
