-- What an agency has to do: one row per thing, with the event it arises from.
CREATE TABLE {schema}.items (
    case_id uuid NOT NULL,
    agency text NOT NULL,
    kind text NOT NULL,
    ref text NOT NULL,
    since_position bigint NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (case_id, agency, kind, ref)
);
-- An agency's list, oldest first.
CREATE INDEX items_by_agency ON {schema}.items (agency, since_position, case_id, kind, ref);

CREATE POLICY reader ON {schema}.items FOR SELECT TO jejak_reader
USING (agency = (SELECT current_setting('jejak.agency', true)));
