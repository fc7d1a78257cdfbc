-- Accounts, grants, sessions and the log are events too; their state is a query.
CREATE TABLE account_event (
    event BIGINT NOT NULL, account INTEGER NOT NULL, kind VARCHAR NOT NULL,   -- added disabled enabled password renamed
    name VARCHAR, display_name VARCHAR, password_hash VARCHAR, must_change BOOLEAN,
    by_account INTEGER, recorded_at TIMESTAMP NOT NULL
);
CREATE TABLE grant_event (
    event BIGINT NOT NULL, grant_id BIGINT NOT NULL, kind VARCHAR NOT NULL,   -- granted revoked
    account INTEGER NOT NULL, role VARCHAR NOT NULL,                          -- branch staff leader inspector administrator
    org INTEGER NOT NULL, from_on DATE, until DATE, purpose VARCHAR,
    by_account INTEGER, recorded_at TIMESTAMP NOT NULL
);
CREATE TABLE session_event (
    session VARCHAR NOT NULL,          -- SHA-256 of the cookie's token
    kind VARCHAR NOT NULL,             -- created seen ended
    account INTEGER NOT NULL, address VARCHAR, agent VARCHAR, recorded_at TIMESTAMP NOT NULL
);
CREATE TABLE sign_in_event (name_hash VARCHAR NOT NULL, address VARCHAR, succeeded BOOLEAN NOT NULL, recorded_at TIMESTAMP NOT NULL);
CREATE TABLE audit_event (
    event BIGINT NOT NULL, account INTEGER, actor VARCHAR, action VARCHAR NOT NULL, org INTEGER,
    object VARCHAR, result VARCHAR, address VARCHAR, recorded_at TIMESTAMP NOT NULL
);
