-- What the members of a task force owe, as they said last. `case_id`: the stream of the task force. `last_position`: of
-- the event that said so. `place`: those still owed by the day they are due (days since 0001-01-01), the others by the
-- last event first (its position, negative).
CREATE TABLE {schema}.commitments (
    case_id uuid NOT NULL,
    commitment uuid NOT NULL,
    made_by text NOT NULL,
    owner text NOT NULL,
    with_agencies text NOT NULL,
    topic text NOT NULL,
    meeting uuid,
    indicator text,
    progress text NOT NULL,
    due date NOT NULL,
    first_due date NOT NULL,
    fulfilled_on date,
    made_position bigint NOT NULL,
    made_at timestamptz NOT NULL,
    last_position bigint NOT NULL,
    last_at timestamptz NOT NULL,
    settled boolean NOT NULL,
    place bigint NOT NULL,
    PRIMARY KEY (case_id, commitment)
);
-- A board: what is owed first, by the day it is due.
CREATE INDEX commitments_by_place ON {schema}.commitments (settled, place, case_id, commitment);

-- Who sits on a task force.
CREATE TABLE {schema}.members (
    case_id uuid NOT NULL,
    agency text NOT NULL,
    PRIMARY KEY (case_id, agency)
);

-- LIMIT keeps this one look-up a commitment.
CREATE POLICY reader ON {schema}.commitments FOR SELECT TO jejak_reader
USING (
    made_by = (SELECT current_setting('jejak.agency', true))
    OR (
        SELECT true FROM {schema}.members m
        WHERE m.case_id = commitments.case_id AND m.agency = (SELECT current_setting('jejak.agency', true))
        LIMIT 1
    )
);
CREATE POLICY reader ON {schema}.members FOR SELECT TO jejak_reader
USING (agency = (SELECT current_setting('jejak.agency', true)));
