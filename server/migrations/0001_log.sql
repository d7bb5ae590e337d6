-- The log: one table, one head row, and beside them what may be destroyed at erasure.

DO $$
BEGIN
    CREATE ROLE jejak_writer NOLOGIN;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;  -- roles belong to the cluster, not to the database
    WHEN insufficient_privilege THEN NULL;  -- a database administrator has made it, or the grants below will say so
END
$$;

DO $$
BEGIN
    EXECUTE format('GRANT jejak_writer TO %I', current_user);
EXCEPTION
    WHEN insufficient_privilege THEN NULL;  -- a database administrator has granted it, or SET ROLE will say so
END
$$;

GRANT USAGE ON SCHEMA jejak TO jejak_writer;

CREATE FUNCTION jejak.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_RELID::regclass USING ERRCODE = 'insufficient_privilege';
END
$$;

-- Column names of the eventsourcing library's recorder. `state` is the compact JWS as received; it is
-- base64, which does not compress, so PostgreSQL must not try. Identifiers are compared byte by byte.
CREATE TABLE jejak.log (
    notification_id bigint PRIMARY KEY CHECK (notification_id > 0),
    originator_id uuid NOT NULL,
    originator_version bigint NOT NULL,
    topic text COLLATE "C" NOT NULL,
    state bytea NOT NULL,
    source text COLLATE "C" NOT NULL,
    event_id text COLLATE "C" NOT NULL,
    recorded_at timestamptz NOT NULL,
    marks smallint NOT NULL,
    classes smallint NOT NULL,
    call uuid,
    CONSTRAINT log_stream_version UNIQUE (originator_id, originator_version),
    CONSTRAINT log_source_event UNIQUE (event_id, source),  -- the id first: it differs at the first look
    CONSTRAINT log_versions_from_one  -- but a stream of the eventsourcing library (source '') may have a 0
        CHECK (originator_version > 0 OR source = '' AND originator_version = 0)
);
ALTER TABLE jejak.log ALTER COLUMN state SET STORAGE EXTERNAL;
CREATE INDEX log_call ON jejak.log (call) WHERE call IS NOT NULL;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON jejak.log
    FOR EACH STATEMENT EXECUTE FUNCTION jejak.refuse_change();

-- Writer mutex and position counter. The low fill factor keeps its updates inside one page (HOT).
CREATE TABLE jejak.log_head (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    position bigint NOT NULL DEFAULT 0,
    recorded_at timestamptz NOT NULL DEFAULT 'epoch',
    registry_position bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 10);
INSERT INTO jejak.log_head DEFAULT VALUES;

CREATE TRIGGER one_row BEFORE DELETE OR TRUNCATE ON jejak.log_head
    FOR EACH STATEMENT EXECUTE FUNCTION jejak.refuse_change();

-- Disclosures, encrypted (server/vault); request_hmac tells a repeated plain request from a reused id.
CREATE TABLE jejak.sealed (
    position bigint PRIMARY KEY,
    items bytea,
    request_hmac bytea
);
ALTER TABLE jejak.sealed ALTER COLUMN items SET STORAGE EXTERNAL;

-- One row per data key, wrapped under a key-encryption key that is not in this database. Two processes may
-- each make a key for the same owner and class; erasure deletes by owner.
CREATE TABLE jejak.data_keys (
    key_id uuid PRIMARY KEY,
    owner text NOT NULL,
    class smallint NOT NULL,
    wrapped bytea NOT NULL,
    kek_id text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX data_keys_owner ON jejak.data_keys (owner, class);

REVOKE UPDATE, DELETE, TRUNCATE ON jejak.log FROM CURRENT_USER;
GRANT SELECT, INSERT ON jejak.log, jejak.sealed, jejak.data_keys TO jejak_writer;
GRANT SELECT, UPDATE ON jejak.log_head TO jejak_writer;
