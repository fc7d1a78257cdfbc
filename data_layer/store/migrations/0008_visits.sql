-- 实地督查: what is planned, what was found claim by claim, and the quarterly draw that says how far a figure is true.
-- Events; of several about the same thing the one with the highest number counts. What people wrote (reasons, notes,
-- names of files) stands in oversight_text under the same event.
CREATE TABLE visit_plan (
    event BIGINT NOT NULL,             -- the plan's number
    org INTEGER NOT NULL,              -- whose branches it is about
    day DATE NOT NULL,
    from_on DATE NOT NULL, until DATE NOT NULL,
    purpose VARCHAR NOT NULL,          -- research supervise guide
    seed BIGINT NOT NULL,              -- of the random part
    by_risk SMALLINT NOT NULL, by_chance SMALLINT NOT NULL,
    account INTEGER NOT NULL, recorded_at TIMESTAMP NOT NULL
);
CREATE TABLE visit_event (
    event BIGINT NOT NULL,
    visit BIGINT NOT NULL,             -- the event that chose the branch
    plan BIGINT NOT NULL,
    org INTEGER NOT NULL,              -- the branch
    kind VARCHAR NOT NULL,             -- chosen dropped done
    day DATE NOT NULL,                 -- done: the day somebody was there
    way VARCHAR,                       -- chosen: risk chance person
    stratum VARCHAR, stratum_size INTEGER, stratum_drawn INTEGER,  -- chosen by chance
    account INTEGER NOT NULL, recorded_at TIMESTAMP NOT NULL
);
-- What was found of one claim. claim: its own key within the visit; ids only.
CREATE TABLE visit_result (
    event BIGINT NOT NULL, visit BIGINT NOT NULL, org INTEGER NOT NULL,
    claim VARCHAR NOT NULL,
    indicator VARCHAR, period INTEGER, subject VARCHAR, person BIGINT,
    result VARCHAR NOT NULL,           -- true false unknown
    day DATE NOT NULL,
    via VARCHAR NOT NULL,              -- page sheet
    account INTEGER NOT NULL, recorded_at TIMESTAMP NOT NULL
);
-- Photos and papers, as finding_file.
CREATE TABLE visit_file (
    event BIGINT NOT NULL, visit BIGINT NOT NULL, org INTEGER NOT NULL, nth SMALLINT NOT NULL,
    sha256 VARCHAR NOT NULL, kind VARCHAR NOT NULL, size INTEGER NOT NULL,
    recorded_at TIMESTAMP NOT NULL
);
-- 真实率: members drawn by chance of those whom a branch says it has contacted in a quarter, and what they say.
CREATE TABLE draw_event (
    event BIGINT NOT NULL,             -- the draw's number
    org INTEGER NOT NULL,              -- over whose branches
    day DATE NOT NULL,
    quarter INTEGER NOT NULL,
    seed BIGINT NOT NULL,
    claimed INTEGER NOT NULL, closed INTEGER NOT NULL,  -- duties said to be met, of how many due, on the day of the draw
    account INTEGER NOT NULL, recorded_at TIMESTAMP NOT NULL
);
CREATE TABLE draw_member (
    event BIGINT NOT NULL, org INTEGER NOT NULL, nth SMALLINT NOT NULL,   -- the branch; the order in which they are rung
    person BIGINT NOT NULL, subject VARCHAR NOT NULL,
    stratum VARCHAR NOT NULL, stratum_size INTEGER NOT NULL,
    met_on DATE, submission BIGINT, sheet VARCHAR, row INTEGER            -- what the branch says, and where
);
CREATE TABLE draw_answer (
    event BIGINT NOT NULL, draw BIGINT NOT NULL, org INTEGER NOT NULL, person BIGINT NOT NULL,
    result VARCHAR NOT NULL,           -- true false unknown
    day DATE NOT NULL,                 -- of the call
    account INTEGER NOT NULL, recorded_at TIMESTAMP NOT NULL
);
