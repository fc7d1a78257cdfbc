-- What a ledger asked of its branch.
-- When a branch's own user first had a file checked since the branch's latest hand-in of the quarter.
CREATE TABLE first_check (
    event BIGINT NOT NULL, org INTEGER NOT NULL, quarter SMALLINT NOT NULL,
    after_submission BIGINT NOT NULL,  -- that hand-in; 0: none
    account INTEGER NOT NULL, recorded_at TIMESTAMP NOT NULL
);
-- Cells of an accepted ledger: to be filled in by the branch, and known from before (ledger/effort.py says which).
-- Ledgers accepted before this table was made have no row.
CREATE TABLE ledger_effort (org INTEGER NOT NULL, submission BIGINT NOT NULL, asked INTEGER NOT NULL, known INTEGER NOT NULL);
