-- needs: spell_quarter
-- The quarter in which each spell began: the earliest whose own facts put its start there.
SELECT * FROM spell_quarter
WHERE start_on >= first_on
QUALIFY row_number() OVER (PARTITION BY spell ORDER BY quarter) = 1
