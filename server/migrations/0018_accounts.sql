-- People: who may log in, for which agency and in which roles. Accounts are not events of the log (DESIGN
-- section 3); what the log and the read log know of a person is the random account id.

CREATE TABLE jejak.accounts (
    account_id uuid PRIMARY KEY,
    login text NOT NULL UNIQUE,
    agency text NOT NULL,
    roles text[] NOT NULL CHECK (cardinality(roles) > 0),
    password_hash text,  -- argon2id with its parameters (PHC string); null: enters by the identity provider alone
    code_secret bytea,   -- of the one-time codes (RFC 6238), encrypted under a key outside the database
    code_step bigint NOT NULL DEFAULT 0,  -- the last time step whose code was used: none is used twice
    issuer text,
    issuer_subject text,
    created_at timestamptz NOT NULL,
    disabled_at timestamptz,
    CHECK ((password_hash IS NULL) = (code_secret IS NULL)),
    CHECK ((issuer IS NULL) = (issuer_subject IS NULL)),
    CHECK (password_hash IS NOT NULL OR issuer IS NOT NULL),
    UNIQUE (issuer, issuer_subject)
);

-- A session's secret is 256 random bits, stored as SHA-256, as that of a token is.
CREATE TABLE jejak.sessions (
    session_id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES jejak.accounts,
    secret_hash bytea NOT NULL UNIQUE,
    opened_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
) WITH (fillfactor = 80);
CREATE INDEX sessions_account ON jejak.sessions (account_id) WHERE revoked_at IS NULL;

CREATE TRIGGER tell_ended AFTER UPDATE OF revoked_at ON jejak.sessions
    FOR EACH ROW WHEN (NEW.revoked_at IS NOT NULL) EXECUTE FUNCTION jejak.tell_ended('session_id');

-- Failed logins in a row, by a keyed hash of the login or of the network: no name that somebody tried, and no
-- password typed into the wrong field, is kept.
CREATE TABLE jejak.login_failures (
    who bytea PRIMARY KEY,
    failures integer NOT NULL,
    failed_at timestamptz NOT NULL,
    closed_until timestamptz NOT NULL
) WITH (fillfactor = 50);

GRANT SELECT, INSERT ON jejak.accounts TO jejak_writer;
GRANT UPDATE (roles, password_hash, code_secret, code_step, issuer, issuer_subject, disabled_at)
    ON jejak.accounts TO jejak_writer;
GRANT SELECT, INSERT, UPDATE (seen_at, revoked_at) ON jejak.sessions TO jejak_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON jejak.login_failures TO jejak_writer;
