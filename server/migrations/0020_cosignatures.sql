-- What witnesses said of the logs' checkpoints (C2SP tlog-cosignature), each line verified before it is kept. A witness
-- that says of one tree again that it is the largest adds a row: the first and the last time both bear on what was when.
-- No foreign keys: to check one PostgreSQL locks the row referred to, which it may not where updates are revoked.

CREATE TABLE jejak.cosignatures (
    log text COLLATE "C" NOT NULL,
    size bigint NOT NULL,
    witness text COLLATE "C" NOT NULL,  -- its key (vkey)
    cosigned_at timestamptz NOT NULL,  -- as the witness says
    line text NOT NULL,
    PRIMARY KEY (log, size, witness, cosigned_at)
);

-- The checkpoints that a quorum has cosigned, by the policy that asked for it (the hash of its witnesses and quorum):
-- under another policy nothing is final until its own quorum has cosigned.
CREATE TABLE jejak.final_checkpoints (
    log text COLLATE "C" NOT NULL,
    policy text COLLATE "C" NOT NULL,
    size bigint NOT NULL,
    final_at timestamptz NOT NULL,
    PRIMARY KEY (log, policy, size)
);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON jejak.cosignatures
    FOR EACH STATEMENT EXECUTE FUNCTION jejak.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON jejak.final_checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION jejak.refuse_change();

REVOKE UPDATE, DELETE, TRUNCATE ON jejak.cosignatures, jejak.final_checkpoints FROM CURRENT_USER;
GRANT SELECT, INSERT ON jejak.cosignatures, jejak.final_checkpoints TO jejak_writer;
