-- Facts are append-only: no UPDATE, no DELETE anywhere; "current" is a query.
-- Times: recorded_at is the store's own clock (Asia/Shanghai, naive); *_on / day are calendar days.
-- No constraint but NOT NULL, no sequence, no index: the same statements run on the shared store.
-- quarter = year * 4 + (1..4) - 1, e.g. 2026Q3 = 8106.

CREATE TABLE organisation_event (
    event BIGINT NOT NULL,
    org INTEGER NOT NULL,              -- integer key; code and name are attributes that change
    kind VARCHAR NOT NULL,             -- found rename move merge split abolish classify unit alias
    day DATE NOT NULL,
    code VARCHAR, name VARCHAR,        -- found, rename; alias: another name files may carry
    parent INTEGER,                    -- found, move
    type VARCHAR,                      -- found: 区委 党委 党工委 党总支 党支部
    branch_class VARCHAR,              -- found, classify
    is_unit BOOLEAN,                   -- found, unit: assessment unit
    successor INTEGER,                 -- merge: into; split: the new branch; abolish: takes the open spells, or NULL
    reason VARCHAR,
    account INTEGER, recorded_at TIMESTAMP NOT NULL
);

CREATE TABLE parameter_event (
    event BIGINT NOT NULL, org INTEGER NOT NULL, name VARCHAR NOT NULL, value VARCHAR NOT NULL,
    valid_from DATE NOT NULL, source VARCHAR,
    account INTEGER, recorded_at TIMESTAMP NOT NULL
);

-- The deadline table (org above branches) and extensions (org = a branch).
CREATE TABLE deadline_event (
    event BIGINT NOT NULL, org INTEGER NOT NULL, quarter SMALLINT NOT NULL, due_on DATE NOT NULL,
    day DATE NOT NULL, reason VARCHAR,
    account INTEGER, recorded_at TIMESTAMP NOT NULL
);

CREATE TABLE kept_file (sha256 VARCHAR NOT NULL, size INTEGER NOT NULL, content BLOB NOT NULL, recorded_at TIMESTAMP NOT NULL);

CREATE TABLE submission (
    submission BIGINT NOT NULL,        -- rising in commit order; order of versions is (recorded_at, submission)
    org INTEGER NOT NULL, quarter SMALLINT NOT NULL,
    received_on DATE NOT NULL, received_reason VARCHAR,
    form VARCHAR NOT NULL,             -- form version the file was read by
    layout VARCHAR NOT NULL,           -- entry | register | form
    file_sha256 VARCHAR NOT NULL, file_name VARCHAR NOT NULL,
    -- 封面, without what names a person
    filled_on DATE, reviewed_on DATE,
    reviewers_all BOOLEAN, reviewer_keys BIGINT[],   -- 会同联系人: 全体联系人, or keyed hashes of the names
    members_total INTEGER, floating_declared INTEGER, excellent_declared INTEGER,
    custodian_named BOOLEAN NOT NULL, custodian_role VARCHAR,
    change_declared VARCHAR, change_found BOOLEAN,
    cover_cells JSON NOT NULL,         -- label -> cell, e.g. {"流动党员数": "B9"}
    account INTEGER, recorded_at TIMESTAMP NOT NULL
);

CREATE TABLE submission_event (
    event BIGINT NOT NULL, org INTEGER NOT NULL, submission BIGINT NOT NULL,
    kind VARCHAR NOT NULL,             -- withdrawn returned
    day DATE NOT NULL, new_due DATE, reason VARCHAR,
    account INTEGER, recorded_at TIMESTAMP NOT NULL
);

-- A quarter closed for hand-in by staff (locked), opened again, or opened for one branch until a day.
CREATE TABLE lock_event (
    event BIGINT NOT NULL, org INTEGER NOT NULL, quarter SMALLINT NOT NULL,
    kind VARCHAR NOT NULL,             -- locked unlocked excepted
    until DATE, reason VARCHAR,
    account INTEGER, recorded_at TIMESTAMP NOT NULL
);

-- What identifies a person stands here and in row_text, nowhere else.
-- One row whenever a branch first reports the person, or reports another name or number.
CREATE TABLE person_identity (
    person BIGINT NOT NULL, org INTEGER NOT NULL, submission BIGINT NOT NULL,
    name VARCHAR NOT NULL, name_key VARCHAR NOT NULL,
    id_number VARCHAR, id_hash VARCHAR,              -- clear, and keyed hash used for matching; NULL = provisional
    recorded_at TIMESTAMP NOT NULL
);
-- The row as read: canonical column -> text as typed. Identity: names, phones, addresses, free text.
CREATE TABLE row_text (org INTEGER NOT NULL, submission BIGINT NOT NULL, sheet VARCHAR NOT NULL, row INTEGER NOT NULL, kind VARCHAR NOT NULL, person BIGINT, cells JSON NOT NULL);

CREATE TABLE person_alias (event BIGINT NOT NULL, org INTEGER NOT NULL, person BIGINT NOT NULL, same_as BIGINT NOT NULL, reason VARCHAR, submission BIGINT, account INTEGER, recorded_at TIMESTAMP NOT NULL);
CREATE TABLE spell_alias (event BIGINT NOT NULL, org INTEGER NOT NULL, spell BIGINT NOT NULL, same_as BIGINT NOT NULL, reason VARCHAR, submission BIGINT, account INTEGER, recorded_at TIMESTAMP NOT NULL);
-- Answers to "this open spell vanished": what ended it.
CREATE TABLE spell_answer (event BIGINT NOT NULL, org INTEGER NOT NULL, spell BIGINT NOT NULL, submission BIGINT NOT NULL, answer VARCHAR NOT NULL, end_on DATE, end_kind VARCHAR, account INTEGER, recorded_at TIMESTAMP NOT NULL);

CREATE TABLE spell (
    spell BIGINT NOT NULL, org INTEGER NOT NULL, person BIGINT NOT NULL, line VARCHAR NOT NULL,  -- line = 行号; several may lead to one spell
    start_on DATE NOT NULL, direction VARCHAR NOT NULL, submission BIGINT NOT NULL, recorded_at TIMESTAMP NOT NULL
);

-- 基本信息, one row a person
CREATE TABLE member_row (
    org INTEGER NOT NULL, submission BIGINT NOT NULL, sheet VARCHAR NOT NULL, row INTEGER NOT NULL,
    person BIGINT NOT NULL,
    complete BOOLEAN NOT NULL,         -- every ★ cell filled and valid
    category VARCHAR, phone_valid BOOLEAN NOT NULL, hardship BOOLEAN
);
-- 管理信息, one row a spell
CREATE TABLE spell_row (
    org INTEGER NOT NULL, submission BIGINT NOT NULL, sheet VARCHAR NOT NULL, row INTEGER NOT NULL,
    spell BIGINT NOT NULL, person BIGINT NOT NULL,
    complete BOOLEAN NOT NULL,
    direction VARCHAR NOT NULL,        -- 流出 流入
    travel_range VARCHAR,
    start_on DATE NOT NULL, start_month BOOLEAN NOT NULL,      -- month precision: start_on is the month's LAST day
    expected_return DATE,
    end_on DATE, end_month BOOLEAN NOT NULL, end_kind VARCHAR, -- 返回情形
    place_filled BOOLEAN NOT NULL, unit_filled BOOLEAN NOT NULL,
    certificate_numbered BOOLEAN NOT NULL, issued_on DATE, no_certificate_reason BOOLEAN NOT NULL,
    contact_key BIGINT, contact_role VARCHAR, contact_phone_valid BOOLEAN NOT NULL, contact_set_on DATE,
    contact_is_member BOOLEAN NOT NULL, -- name equals the member's own
    receiving_filled BOOLEAN NOT NULL, not_taken_reason VARCHAR
);

-- Event sheets. One row per person named in the cell; tie says how the name led to him:
--   one  = exactly this person · all = 全体流动党员 (person NULL, expanded when read)
--   two  = one of several candidates, a row for each (unclear) · none = tied to nobody (person NULL)
-- day: month precision (month = true) stands as the month's LAST day. row_hash: the row's values without who, for "identical rows".
CREATE TABLE contact_row (
    org INTEGER NOT NULL, submission BIGINT NOT NULL, sheet VARCHAR NOT NULL, row INTEGER NOT NULL,
    person BIGINT, tie VARCHAR NOT NULL, day DATE NOT NULL, month BOOLEAN NOT NULL, row_hash BIGINT NOT NULL,
    method VARCHAR, contact_key BIGINT, content_length INTEGER NOT NULL, content_hash BIGINT, occasion VARCHAR, reached BOOLEAN
);
CREATE TABLE certificate_row (
    org INTEGER NOT NULL, submission BIGINT NOT NULL, sheet VARCHAR NOT NULL, row INTEGER NOT NULL,
    person BIGINT, tie VARCHAR NOT NULL, day DATE NOT NULL, month BOOLEAN NOT NULL, row_hash BIGINT NOT NULL,
    item VARCHAR NOT NULL, left_on DATE, numbered BOOLEAN NOT NULL, handler_filled BOOLEAN NOT NULL, record_filled BOOLEAN NOT NULL,
    problem BOOLEAN NOT NULL, corrected_on DATE
);
CREATE TABLE training_row (
    org INTEGER NOT NULL, submission BIGINT NOT NULL, sheet VARCHAR NOT NULL, row INTEGER NOT NULL,
    person BIGINT, tie VARCHAR NOT NULL, day DATE NOT NULL, month BOOLEAN NOT NULL, row_hash BIGINT NOT NULL,
    kind VARCHAR NOT NULL, hours DECIMAL(9, 2), done BOOLEAN, explained SMALLINT NOT NULL -- how many of the seven 已告知事项
);
CREATE TABLE appraisal_row (
    org INTEGER NOT NULL, submission BIGINT NOT NULL, sheet VARCHAR NOT NULL, row INTEGER NOT NULL,
    person BIGINT, tie VARCHAR NOT NULL, day DATE NOT NULL, month BOOLEAN NOT NULL, row_hash BIGINT NOT NULL,
    year SMALLINT NOT NULL, manner VARCHAR NOT NULL, reported_on DATE, presenter_key BIGINT, grade VARCHAR,
    supports SMALLINT NOT NULL,        -- how many of the five 五好
    feedback_on DATE, rectify_by DATE, rectified_on DATE
);
CREATE TABLE care_row (
    org INTEGER NOT NULL, submission BIGINT NOT NULL, sheet VARCHAR NOT NULL, row INTEGER NOT NULL,
    person BIGINT, tie VARCHAR NOT NULL, day DATE NOT NULL, month BOOLEAN NOT NULL, row_hash BIGINT NOT NULL,
    kind VARCHAR NOT NULL, amount DECIMAL(18, 2)
);
CREATE TABLE liaison_row (
    org INTEGER NOT NULL, submission BIGINT NOT NULL, sheet VARCHAR NOT NULL, row INTEGER NOT NULL,
    person BIGINT, tie VARCHAR NOT NULL, day DATE NOT NULL, month BOOLEAN NOT NULL, row_hash BIGINT NOT NULL,
    item VARCHAR NOT NULL
);
CREATE TABLE expense_row (
    org INTEGER NOT NULL, submission BIGINT NOT NULL, sheet VARCHAR NOT NULL, row INTEGER NOT NULL,
    day DATE NOT NULL, month BOOLEAN NOT NULL, row_hash BIGINT NOT NULL,
    voucher VARCHAR, source VARCHAR, category VARCHAR, amount DECIMAL(18, 2), reverses VARCHAR,
    handler_key BIGINT, approver_key BIGINT, receipts INTEGER
);

-- What people decided about duties.
CREATE TABLE exemption (
    exemption BIGINT NOT NULL, indicator VARCHAR, org INTEGER NOT NULL, person BIGINT,       -- NULL = all
    period INTEGER,                    -- period code, NULL = every period that begins from from_on to until
    from_on DATE, until DATE, reason VARCHAR NOT NULL, asked_by INTEGER, approved_by INTEGER NOT NULL, recorded_at TIMESTAMP NOT NULL
);
-- Staff accept (or not) evidence that came late, a 误登记 in a closed period, a 未纳入原因.
CREATE TABLE ruling (
    ruling BIGINT NOT NULL, org INTEGER NOT NULL, kind VARCHAR NOT NULL,  -- late misregistered not_taken
    indicator VARCHAR, period INTEGER, subject VARCHAR, spell BIGINT, accepted BOOLEAN NOT NULL, reason VARCHAR NOT NULL,
    account INTEGER NOT NULL, recorded_at TIMESTAMP NOT NULL
);

-- Counts for pages: signed, see indicators/journal.py. State at day D is a SUM over from_day <= D.
CREATE TABLE journal (
    org INTEGER NOT NULL, indicator SMALLINT NOT NULL, period INTEGER NOT NULL,
    due_on DATE NOT NULL, missed_from DATE NOT NULL, closed_from DATE NOT NULL, reported BOOLEAN NOT NULL, opens_on DATE NOT NULL,
    from_day DATE NOT NULL, n INTEGER NOT NULL, met INTEGER NOT NULL, unclear INTEGER NOT NULL, exempt INTEGER NOT NULL
);
CREATE TABLE journal_refresh (org INTEGER NOT NULL, change_day DATE NOT NULL, horizon DATE NOT NULL, recorded_at TIMESTAMP NOT NULL);
