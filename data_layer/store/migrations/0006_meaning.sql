-- What a branch said that a word of its ledgers means, asked once: the name of a sheet, a header, a value outside its
-- list. Latest event of a word counts. Words of the form, not of people: long texts are never asked about.
CREATE TABLE meaning_event (
    event BIGINT NOT NULL, org INTEGER NOT NULL,
    sheet VARCHAR NOT NULL,            -- canonical sheet; '' where the word is the name of a sheet
    column_name VARCHAR NOT NULL,      -- canonical column of a value; '' where the word is a header or the name of a sheet
    word_key VARCHAR NOT NULL,         -- what it is compared by (ledger/columns.py)
    word VARCHAR NOT NULL,             -- as it was typed
    means VARCHAR,                     -- canonical sheet, column or value; '' = not used; NULL = forgotten
    account INTEGER, recorded_at TIMESTAMP NOT NULL
);
