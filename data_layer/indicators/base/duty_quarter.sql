-- needs: ledger_quarter
-- The quarters a wanted branch answers for.
SELECT * FROM ledger_quarter WHERE answers AND quarter <= $through
