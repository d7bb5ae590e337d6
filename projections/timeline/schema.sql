-- One row per event of a case: enough to judge who may see it, and both clocks. No value of the event.
CREATE TABLE {schema}.events (
    case_id uuid NOT NULL,
    version bigint NOT NULL,
    position bigint NOT NULL,
    type text NOT NULL,
    agency text NOT NULL,
    event_id text NOT NULL,
    occurred timestamptz NOT NULL,
    occurred_offset smallint NOT NULL,  -- minutes east of UTC, as the agency wrote it
    recordedat timestamptz NOT NULL,
    marks smallint NOT NULL,
    classes smallint NOT NULL,
    person uuid,
    group_id text,
    about uuid,  -- the file or referral it concerns
    PRIMARY KEY (case_id, version)
);

-- As in the log: an event of one's own, or one whose body the ledger ever gave.
CREATE POLICY reader ON {schema}.events FOR SELECT TO jejak_reader
USING (
    agency = (SELECT current_setting('jejak.agency', true))
    OR (
        SELECT true FROM jejak.ledger owed
        WHERE owed.agency = (SELECT current_setting('jejak.agency', true))
          AND owed.case_id = events.case_id
          AND owed.position = events.position
          AND owed.on_date IS NULL
          AND owed.kind <> 'withdrawn'
        LIMIT 1
    )
);
