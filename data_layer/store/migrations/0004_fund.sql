-- 四（二）: a committee's own money. Nothing is corrected: a wrong entry is taken back by a 'void' and entered anew.
-- Who handled and who approved stand as keyed hashes only (to see whether they are the same), as in expense_row;
-- of an imported file stands its hash and the row, not the file: it names people who are not members.
CREATE TABLE fund_event (
    event BIGINT NOT NULL,
    org INTEGER NOT NULL,              -- the committee whose fund it is
    kind VARCHAR NOT NULL,             -- budget 预算 | allocated 下拨 | spent 本级支出 | void takes back a wrong entry
    branch INTEGER,                    -- allocated, and the void of it: to
    year SMALLINT,                     -- the year whose money it is (void: that of the entry taken back)
    day DATE NOT NULL,                 -- decided, paid, spent; of a void the day it was recorded
    amount DECIMAL(18, 2),             -- yuan; spent: negative with reverses
    source VARCHAR,                    -- 财政拨款 党费留存 其他
    category VARCHAR,                  -- spent: 教育培训 党内活动 党务工作 其他
    voucher VARCHAR, summary VARCHAR,  -- spent: 凭证号; any: 摘要 (document number, purpose)
    reverses VARCHAR,                  -- spent: 冲减凭证号
    receipts INTEGER, handler_key BIGINT, approver_key BIGINT,
    file_sha256 VARCHAR, file_row INTEGER,      -- NULL: entered on the page
    voids BIGINT, reason VARCHAR,      -- void: which event, why
    account INTEGER, recorded_at TIMESTAMP NOT NULL
);
-- 四（一）, 四（三）: what a committee keeps on record about itself. A member who is an example is not named here.
CREATE TABLE committee_record (
    event BIGINT NOT NULL,
    org INTEGER NOT NULL,
    kind VARCHAR NOT NULL,             -- target_listed 列入目标管理 | practice_shared 经验推广 | exemplar_named 先进典型 | void
    year SMALLINT, day DATE NOT NULL,
    reference VARCHAR,                 -- document number, title, what the example is for
    voids BIGINT, reason VARCHAR,
    account INTEGER, recorded_at TIMESTAMP NOT NULL
);
