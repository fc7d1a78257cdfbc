-- needs: judged
-- The state of each obligation at as_of: the first that holds of met, unclear, missed, pending, awaiting.
SELECT *,
       CASE WHEN met_from <= as_of THEN 'met' WHEN unclear_from <= as_of THEN 'unclear' WHEN as_of >= missed_from THEN 'missed'
            WHEN as_of <= due_on THEN 'pending' ELSE 'awaiting' END AS state,
       prove_by < as_of AS closed
FROM judged
WHERE opens_on <= as_of
