-- The clocks of all cases: one row a clock, as the events on record tell it. What it shows (running, due soon,
-- lapsed, paused, met, met late) hangs on the moment of asking and stands in no column.
CREATE TABLE {schema}.clocks (
    case_id uuid NOT NULL,
    rule text NOT NULL,
    ref text NOT NULL,
    started_position bigint NOT NULL,
    ref_kind text NOT NULL,
    owner text,
    owner_kind text,
    started_agency text NOT NULL,
    started_id text NOT NULL,
    started_at timestamptz NOT NULL,
    stated_at timestamptz NOT NULL,
    due_at timestamptz,
    soon_at timestamptz,
    stopped_position bigint,
    stopped_at timestamptz,
    paused_position bigint,
    paused_at timestamptz,
    pause_reason text,
    presumed boolean NOT NULL,
    lapsed_position bigint,
    lapsed_due timestamptz,
    warning text,
    basis text NOT NULL,
    confidence text NOT NULL,
    zone text NOT NULL,
    PRIMARY KEY (case_id, rule, ref, started_position)
);
-- What will lapse next: of those that run, the earliest due first.
CREATE INDEX clocks_due ON {schema}.clocks (due_at) WHERE stopped_at IS NULL AND paused_at IS NULL;
-- What has passed, or will, without being met in time, and is not on record as lapsed then: for clockwork.
CREATE INDEX clocks_to_record ON {schema}.clocks (due_at, case_id, rule, ref, started_position)
WHERE paused_at IS NULL AND lapsed_due IS DISTINCT FROM due_at AND (stopped_at IS NULL OR stopped_at > due_at);
-- The board in its order; a clock without a due time stands last.
CREATE INDEX clocks_in_order ON {schema}.clocks
    (COALESCE(due_at, TIMESTAMPTZ '9999-12-31 00:00:00+00'), case_id, rule, started_position);
-- Who may be able to see a clock of a case: those who are or were on it, or recorded in it.
CREATE TABLE {schema}.readers (
    agency text NOT NULL,
    case_id uuid NOT NULL,
    PRIMARY KEY (agency, case_id)
);

-- A clock is shown where the event that started it may be: to its publisher, and to those whose ledger ever gave them
-- that event, be it as a bare row. LIMIT keeps this one look-up a clock.
CREATE POLICY reader ON {schema}.clocks FOR SELECT TO jejak_reader
USING (
    (SELECT current_setting('jejak.oversees', true)) = 'yes'
    OR started_agency = (SELECT current_setting('jejak.agency', true))
    OR (
        SELECT true FROM jejak.ledger owed
        WHERE owed.agency = (SELECT current_setting('jejak.agency', true))
          AND owed.case_id = clocks.case_id
          AND owed.position = clocks.started_position
        LIMIT 1
    )
);
CREATE POLICY reader ON {schema}.readers FOR SELECT TO jejak_reader
USING (agency = (SELECT current_setting('jejak.agency', true)));
