-- What ends by itself and is not on record as ended: access given for a time, consents with a last day.
CREATE TABLE {schema}.expiries (
    case_id uuid NOT NULL,
    kind text NOT NULL,
    agency text NOT NULL,
    position bigint NOT NULL,
    due_at timestamptz NOT NULL,
    PRIMARY KEY (case_id, kind, agency, position)
);
CREATE INDEX expiries_due ON {schema}.expiries (due_at, case_id, kind, agency, position);
-- Read by clockwork alone: no agency has a policy here.
