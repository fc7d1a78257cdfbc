-- Names as keyed hashes, so that a contact person can be recognised as a member without reading names. Rows from before
-- have none; the branch's next ledger does not repeat them, so the store fills them in once (engine.py).
ALTER TABLE person_identity ADD COLUMN name_hash BIGINT;
-- The journal now counts every indicator: what was kept so far looks ahead to no day, so that it is brought up to date.
CREATE TABLE journal_refresh_all AS
SELECT org, max(change_day) AS change_day, DATE '1900-01-01' AS horizon, max(recorded_at) AS recorded_at FROM journal_refresh GROUP BY org;
DROP TABLE journal_refresh;
CREATE TABLE journal_refresh (org INTEGER NOT NULL, change_day DATE NOT NULL, horizon DATE NOT NULL, recorded_at TIMESTAMP NOT NULL);
INSERT INTO journal_refresh SELECT * FROM journal_refresh_all;
DROP TABLE journal_refresh_all;
