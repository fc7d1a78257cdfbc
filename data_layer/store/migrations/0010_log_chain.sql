-- One link a line of the log, in the order of events: a keyed hash over the link before it and the line itself
-- (data_layer/store/chain.py). Lines written before this table are linked by the first transaction that logs.
CREATE TABLE audit_link (event BIGINT NOT NULL, hash VARCHAR NOT NULL, recorded_at TIMESTAMP NOT NULL);
