-- The disputes that an agency may see, with the status as far as it may see that. What a dispute is about stands in
-- the log: it is folded from the events that its reader may see (docs/adr/0045).
CREATE TABLE {schema}.disputes (
    case_id uuid NOT NULL,
    agency text NOT NULL,
    dispute_id uuid NOT NULL,
    status text NOT NULL,
    opened_position bigint NOT NULL,
    PRIMARY KEY (case_id, agency, dispute_id)
);
-- An agency's list, opened last first.
CREATE INDEX disputes_by_agency ON {schema}.disputes (agency, opened_position);
-- The case of a dispute.
CREATE INDEX disputes_by_id ON {schema}.disputes (agency, dispute_id, opened_position);

CREATE POLICY reader ON {schema}.disputes FOR SELECT TO jejak_reader
USING (agency = (SELECT current_setting('jejak.agency', true)));
