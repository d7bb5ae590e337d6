-- Who may call, and what was read. Both stand outside the log: accounts and reads are not events of a case.

-- A token is 256 random bits, so its SHA-256 cannot be guessed and needs no salt.
CREATE TABLE jejak.tokens (
    token_id uuid PRIMARY KEY,
    agency text NOT NULL,
    role text NOT NULL,
    secret_hash bytea NOT NULL UNIQUE,
    issued_at timestamptz NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz
);
CREATE INDEX tokens_agency ON jejak.tokens (agency, role);

-- Written before the answer is given. `positions` and `classes` run side by side: what of which event, as a
-- mask of data classes, or -1 where it was only the bare stage.
CREATE TABLE jejak.reads (
    read_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    read_at timestamptz NOT NULL,
    agency text NOT NULL,
    token_id uuid,
    call text NOT NULL,
    case_id uuid,
    first_n bigint,
    last_n bigint,
    positions bigint[] NOT NULL DEFAULT '{}',
    classes smallint[] NOT NULL DEFAULT '{}'
);
CREATE INDEX reads_agency ON jejak.reads (agency, read_id);
CREATE INDEX reads_case ON jejak.reads (case_id, read_id) WHERE case_id IS NOT NULL;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON jejak.reads
    FOR EACH STATEMENT EXECUTE FUNCTION jejak.refuse_change();

REVOKE UPDATE, DELETE, TRUNCATE ON jejak.reads FROM CURRENT_USER;
GRANT SELECT, INSERT, UPDATE (revoked_at) ON jejak.tokens TO jejak_writer;
GRANT SELECT, INSERT ON jejak.reads TO jejak_writer;
