-- Names by which other systems know an account; of each source and name the latest event counts.
CREATE TABLE identity_event (
    event BIGINT NOT NULL, kind VARCHAR NOT NULL,   -- bound unbound
    source VARCHAR NOT NULL,                        -- proxy oidc
    name VARCHAR NOT NULL, account INTEGER NOT NULL, by_account INTEGER, recorded_at TIMESTAMP NOT NULL
);
-- What vouched for whoever began a session; NULL: the password kept here.
ALTER TABLE session_event ADD COLUMN source VARCHAR;
