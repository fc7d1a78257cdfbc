-- What a branch typed for a ledger it has not handed in yet: one row whenever a cell changed, latest event counts.
-- Identity, as row_text: contents name people. Read only by who may call the branch's members.
CREATE TABLE entry_draft (
    event BIGINT NOT NULL, org INTEGER NOT NULL, quarter SMALLINT NOT NULL,
    sheet VARCHAR NOT NULL,            -- 本季登记, 联系记录 (a further contact), 封面
    line VARCHAR NOT NULL,             -- 行号; '' on 封面
    record BIGINT NOT NULL,            -- 联系记录: the event that began this contact; else 0
    column_name VARCHAR NOT NULL, value VARCHAR NOT NULL,      -- '' = emptied
    after_submission BIGINT NOT NULL,  -- the branch's latest hand-in of the quarter when this was typed; 0: none
    account INTEGER, recorded_at TIMESTAMP NOT NULL
);
