-- Where each projection stands, moved by compare-and-set, and the cases it could not apply.

CREATE TABLE jejak.checkpoints (
    name text PRIMARY KEY,
    position bigint NOT NULL,
    at timestamptz NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE jejak.parked (
    projection text NOT NULL,
    case_id uuid NOT NULL,
    position bigint NOT NULL,
    error_type text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (projection, case_id)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON jejak.checkpoints, jejak.parked TO jejak_writer;
