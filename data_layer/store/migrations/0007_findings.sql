-- 免计 asked for, and 整改 findings: what people decided, as events; state is a query at (as_of, known_at). An event
-- counts where day <= as_of and recorded_at <= known_at; of several, the one with the highest number is the last.
--
-- HOW JUDGING READS (all per branch; finding_event.org is the branch at the time, a merged branch's pass to its successor)
--   the last word on a finding   arg_max(kind, event) over kinds opened started answered closed sent_back reopened dropped
--                                ('extended' and 'confirmed' change no state)
--   its deadline                 arg_max(due_on, event) FILTER (due_on IS NOT NULL)
--   past its deadline at as_of   deadline < as_of and the last word is opened, started, sent_back or reopened:
--                                one that was answered waits for the office, not for the branch
--   a lost member answered       the 'opened' row has indicator = 'contact_lost', finding_person names the person, and
--                                the finding has a 'started' or 'answered' event; the earliest such day counts
--   misuse or false entry        the 'opened' row has matter 'misuse' or 'false_entry', the finding has a 'confirmed'
--                                event and no 'dropped' one after it; closing it (put right) does not undo it
CREATE TABLE exemption_event (
    event BIGINT NOT NULL,
    request BIGINT NOT NULL,           -- the event that asked; the exemption it led to has the same number
    org INTEGER NOT NULL,              -- the branch
    kind VARCHAR NOT NULL,             -- asked approved refused withdrawn ended
    day DATE NOT NULL,
    indicator VARCHAR, person BIGINT, period INTEGER, from_on DATE,  -- asked: as in exemption
    until DATE,                        -- asked: as in exemption; ended: periods that begin later are owed again
    reason VARCHAR,                    -- asked: from the list
    account INTEGER NOT NULL, recorded_at TIMESTAMP NOT NULL
);
CREATE TABLE finding_event (
    event BIGINT NOT NULL,
    finding BIGINT NOT NULL,           -- the event that opened it
    org INTEGER NOT NULL,              -- whose finding it is
    kind VARCHAR NOT NULL,             -- opened started answered extended confirmed closed sent_back reopened dropped
    day DATE NOT NULL,
    -- opened
    origin VARCHAR,                    -- obligation question onsite hand
    matter VARCHAR,                    -- plain misuse false_entry
    severity VARCHAR,                  -- light serious grave
    clause VARCHAR, indicator VARCHAR, period INTEGER, subject VARCHAR,   -- subject: as in the list of obligations
    duty_due_on DATE,                  -- obligation: the day by which it was due
    source VARCHAR,                    -- question, onsite: which one, by its own key
    due_on DATE,                       -- opened, extended, sent_back, reopened: the deadline from here on
    -- opened: the cell it rests on; closed: the cell that shows the remedy, and its day
    submission BIGINT, sheet VARCHAR, row INTEGER, remedied_on DATE,
    account INTEGER NOT NULL, recorded_at TIMESTAMP NOT NULL
);
-- The members a finding is about: ids only.
CREATE TABLE finding_person (event BIGINT NOT NULL, finding BIGINT NOT NULL, org INTEGER NOT NULL, person BIGINT NOT NULL);
-- Evidence handed in with an event; the content is in kept_file, its name (which may name a person) in oversight_text.
CREATE TABLE finding_file (
    event BIGINT NOT NULL, finding BIGINT NOT NULL, org INTEGER NOT NULL, nth SMALLINT NOT NULL,
    sha256 VARCHAR NOT NULL, kind VARCHAR NOT NULL,        -- pdf jpg png docx xlsx, by what it holds
    size INTEGER NOT NULL
);
-- Identity, as row_text: what people wrote may name somebody. field: facts measures leader person reason answer file-1 …
CREATE TABLE oversight_text (event BIGINT NOT NULL, org INTEGER NOT NULL, field VARCHAR NOT NULL, text VARCHAR NOT NULL);
