-- 依法删除: asked for by one person, refused or carried out by another. The one thing that changes rows already written
-- (data_layer/store/erasing.py). What was asked for and why stands here and in oversight_text (field reason), never whom
-- but by number; what was done, in ``report``, whose digest the log's line of it holds.
CREATE TABLE erasure_event (
    event BIGINT NOT NULL,
    request BIGINT NOT NULL,           -- the event that asked
    org INTEGER NOT NULL,              -- a branch that reported the person
    kind VARCHAR NOT NULL,             -- asked refused done
    day DATE NOT NULL,
    person BIGINT NOT NULL,
    ground VARCHAR,                    -- asked: legal ground, a key of erasing.GROUNDS
    report VARCHAR,                    -- done: canonical JSON, what was changed
    account INTEGER NOT NULL, recorded_at TIMESTAMP NOT NULL
);
-- Kept files that were replaced by a redacted copy.
CREATE TABLE erasure_file (
    event BIGINT NOT NULL, request BIGINT NOT NULL, org INTEGER NOT NULL,
    old_sha256 VARCHAR NOT NULL, new_sha256 VARCHAR NOT NULL, recorded_at TIMESTAMP NOT NULL
);
