-- The agencies' ledgers: evidence, so append-only. A row is entitlement: position and classes, no plaintext.

CREATE TABLE jejak.ledger (
    agency text NOT NULL,
    n bigint NOT NULL CHECK (n > 0),
    kind text NOT NULL,
    cause bigint NOT NULL,
    position bigint,
    case_id uuid NOT NULL,
    classes smallint NOT NULL,
    stage text,
    on_date date,
    detail jsonb,
    hash bytea NOT NULL,
    PRIMARY KEY (agency, n)
);
-- What an agency was owed of one case, and which cases it was ever owed anything of.
CREATE INDEX ledger_case ON jejak.ledger (agency, case_id, n);

CREATE TABLE jejak.ledger_head (
    agency text PRIMARY KEY,
    n bigint NOT NULL,
    hash bytea NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE jejak.acknowledgements (
    agency text NOT NULL,
    n bigint NOT NULL,
    hash bytea NOT NULL,
    token_id uuid,
    acknowledged_at timestamptz NOT NULL,
    PRIMARY KEY (agency, n)
);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON jejak.ledger
    FOR EACH STATEMENT EXECUTE FUNCTION jejak.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON jejak.acknowledgements
    FOR EACH STATEMENT EXECUTE FUNCTION jejak.refuse_change();

REVOKE UPDATE, DELETE, TRUNCATE ON jejak.ledger, jejak.acknowledgements FROM CURRENT_USER;
GRANT SELECT, INSERT ON jejak.ledger, jejak.acknowledgements TO jejak_writer;
GRANT SELECT, INSERT, UPDATE ON jejak.ledger_head TO jejak_writer;
