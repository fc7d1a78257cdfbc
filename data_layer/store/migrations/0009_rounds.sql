-- 研判批次: what was proposed is frozen, branches reply, others are asked, a meeting decides, it is made public and issued.
-- Everything is an event; the state of a round is what its events leave. What people wrote stands in oversight_text
-- (fields reply, opinion, reason, present), evidence in kept_file.
CREATE TABLE round_event (
    event BIGINT NOT NULL,
    round BIGINT NOT NULL,             -- the event that froze it
    org INTEGER NOT NULL,              -- the assessment unit
    branch INTEGER,                    -- NULL: the whole round
    kind VARCHAR NOT NULL,             -- frozen chosen replied opinion opined met decided published objected issued dropped revoked
    day DATE NOT NULL,                 -- when it happened (frozen: as of)
    purpose VARCHAR, year SMALLINT, title VARCHAR,     -- frozen: commend criticise; which year
    record_sha256 VARCHAR,             -- frozen: the record in kept_file, canonical JSON
    reply_by DATE,                     -- frozen: last day of the branches' replies
    proposed VARCHAR,                  -- chosen: what judging proposed for the branch
    body VARCHAR,                      -- opinion: who was asked
    answer VARCHAR,                    -- opinion: none objects | decided: agreed reminded declined deferred
    number VARCHAR,                    -- met: of the minutes; issued: of the document
    from_on DATE, until DATE,          -- published
    account INTEGER NOT NULL, recorded_at TIMESTAMP NOT NULL
);
-- What a branch contests of the frozen duties: ids only, as in the list of obligations.
CREATE TABLE round_contest (
    event BIGINT NOT NULL, round BIGINT NOT NULL, branch INTEGER NOT NULL,
    indicator VARCHAR NOT NULL, period INTEGER NOT NULL, subject VARCHAR NOT NULL
);
-- Evidence handed in with an event, as finding_file.
CREATE TABLE round_file (
    event BIGINT NOT NULL, round BIGINT NOT NULL, org INTEGER NOT NULL, nth SMALLINT NOT NULL,
    sha256 VARCHAR NOT NULL, kind VARCHAR NOT NULL, size INTEGER NOT NULL
);
