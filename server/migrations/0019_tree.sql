-- The logs as trees of hashes (RFC 6962), cut into tiles (C2SP tlog-tiles), and the checkpoints signed over them. `log` is
-- the origin of a log, as its checkpoints name it. Only hashes stand here: no row tells of an agency or a case, and the
-- reader role of the second line has no use for any.

-- Full tiles: 256 hashes of 32 bytes. Hashes do not compress, so PostgreSQL must not try.
CREATE TABLE jejak.tiles (
    log text COLLATE "C" NOT NULL,
    level smallint NOT NULL CHECK (level BETWEEN 0 AND 7),
    idx bigint NOT NULL CHECK (idx >= 0),
    hashes bytea NOT NULL CHECK (octet_length(hashes) = 8192),
    PRIMARY KEY (log, level, idx)
);
ALTER TABLE jejak.tiles ALTER COLUMN hashes SET STORAGE EXTERNAL;

-- The right edge: how many leaves, and what of each level is not a full tile yet, the leaves first. It moves by
-- compare-and-set on the size: two signers never grow one tree.
CREATE TABLE jejak.tree_edges (
    log text COLLATE "C" PRIMARY KEY,
    size bigint NOT NULL DEFAULT 0 CHECK (size >= 0),
    tiles bytea[] NOT NULL DEFAULT '{}'
);
ALTER TABLE jejak.tree_edges ALTER COLUMN tiles SET STORAGE EXTERNAL;

-- What was signed, with the roots of the complete subtrees that the tree is made of, the largest first: with them at hand
-- a proof needs one tile of each level at most. One size has one root, for good.
CREATE TABLE jejak.log_checkpoints (
    log text COLLATE "C" NOT NULL,
    size bigint NOT NULL CHECK (size > 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    frontier bytea[] NOT NULL,
    note text NOT NULL,
    signed_at timestamptz NOT NULL,
    PRIMARY KEY (log, size)
);

-- Of each of the two logs the origin that is sealed now, why it is not, and what an outside witness was found to hold: for
-- every server process to tell.
CREATE TABLE jejak.sealing (
    kind text COLLATE "C" PRIMARY KEY CHECK (kind IN ('log', 'reads')),
    log text COLLATE "C" NOT NULL,
    problem text,
    witness text,
    told_at timestamptz NOT NULL
);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON jejak.tiles
    FOR EACH STATEMENT EXECUTE FUNCTION jejak.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON jejak.log_checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION jejak.refuse_change();
CREATE TRIGGER none_forgotten BEFORE DELETE OR TRUNCATE ON jejak.tree_edges
    FOR EACH STATEMENT EXECUTE FUNCTION jejak.refuse_change();

-- A log that was declared to begin anew (LogGenerationDeclared) is known from the registry.
DROP INDEX jejak.log_registry;
CREATE INDEX log_registry ON jejak.log (notification_id)
WHERE split_part(topic, '.', 2) IN (
    'AgencyRegistered', 'KeyRegistered', 'KeyRotated', 'KeyRevoked', 'TaskForceConfigured', 'RulesAdopted',
    'LogGenerationDeclared'
);

REVOKE UPDATE, DELETE, TRUNCATE ON jejak.tiles, jejak.log_checkpoints FROM CURRENT_USER;
REVOKE DELETE, TRUNCATE ON jejak.tree_edges FROM CURRENT_USER;
GRANT SELECT, INSERT ON jejak.tiles, jejak.log_checkpoints TO jejak_writer;
GRANT SELECT, INSERT, UPDATE ON jejak.tree_edges, jejak.sealing TO jejak_writer;
