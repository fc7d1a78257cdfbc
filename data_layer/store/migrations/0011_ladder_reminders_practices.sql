-- 佐证 handed in for a duty, reminders sent, 经验做法. Events; of several about the same thing the one with the highest
-- number counts. What people wrote (names of files, texts of practices) stands in oversight_text under the same event.
-- A paper that supports one duty; indicator, period, subject as in the list of obligations.
CREATE TABLE duty_file (
    event BIGINT NOT NULL, org INTEGER NOT NULL, day DATE NOT NULL,
    indicator VARCHAR NOT NULL, period INTEGER NOT NULL, subject VARCHAR NOT NULL,
    nth SMALLINT NOT NULL, sha256 VARCHAR NOT NULL, kind VARCHAR NOT NULL, size INTEGER NOT NULL,
    account INTEGER NOT NULL, recorded_at TIMESTAMP NOT NULL
);
-- The office's mailbox to which an organisation's digest goes; '' ends it.
CREATE TABLE office_address (
    event BIGINT NOT NULL, org INTEGER NOT NULL, address VARCHAR NOT NULL,
    account INTEGER NOT NULL, recorded_at TIMESTAMP NOT NULL
);
-- A digest on its way: claimed before it is sent, so that a day sends it once; then sent, or failed (may be tried again).
CREATE TABLE reminder_event (
    event BIGINT NOT NULL, org INTEGER NOT NULL,
    kind VARCHAR NOT NULL,             -- claimed sent failed
    day DATE NOT NULL,
    claim BIGINT NOT NULL,             -- the event that claimed it
    due INTEGER NOT NULL, overdue INTEGER NOT NULL,   -- how many items it lists
    sha256 VARCHAR NOT NULL,           -- of its text
    account INTEGER NOT NULL, recorded_at TIMESTAMP NOT NULL
);
CREATE TABLE practice_event (
    event BIGINT NOT NULL,
    practice BIGINT NOT NULL,          -- the event that wrote it down
    org INTEGER NOT NULL,              -- whose practice it is: a branch, or a committee
    kind VARCHAR NOT NULL,             -- written consented unconsented circulated taken_up dropped
    day DATE NOT NULL,                 -- consented: the day consent was given; taken_up: since when
    form VARCHAR,                      -- written: practice exemplar
    manner VARCHAR,                    -- consented: paper spoken
    person BIGINT,                     -- consented, unconsented: the member (NULL: of another person, by the text)
    target INTEGER,                    -- circulated: to everybody below; taken_up: by which branch
    consent BIGINT,                    -- unconsented: which event
    account INTEGER NOT NULL, recorded_at TIMESTAMP NOT NULL
);
-- The evidence behind a practice: a figure as it stood, a finding, a visit.
CREATE TABLE practice_reference (
    event BIGINT NOT NULL, practice BIGINT NOT NULL, org INTEGER NOT NULL, nth SMALLINT NOT NULL,
    kind VARCHAR NOT NULL,             -- figure finding visit
    number BIGINT,                     -- finding, visit
    indicator VARCHAR, period INTEGER, met INTEGER, closed INTEGER, as_of DATE   -- figure
);
-- Consents and papers, as finding_file.
CREATE TABLE practice_file (
    event BIGINT NOT NULL, practice BIGINT NOT NULL, org INTEGER NOT NULL, nth SMALLINT NOT NULL,
    sha256 VARCHAR NOT NULL, kind VARCHAR NOT NULL, size INTEGER NOT NULL
);
