-- A victim of whom an agency on the case may see something: since the first event about it, whose body it sees. What of the
-- rights of the victim is given or missing is read off the case when it is asked for (domain/rights). `calm`: it is
-- not known to this agency that the victim left before any testimony was recorded. `place`: the last to come first.
CREATE TABLE {schema}.persons (
    case_id uuid NOT NULL,
    agency text NOT NULL,
    person uuid NOT NULL,
    since_position bigint NOT NULL,
    calm boolean NOT NULL,
    place bigint NOT NULL,
    PRIMARY KEY (case_id, agency, person)
);
-- An agency's list: alerts first.
CREATE INDEX persons_by_agency ON {schema}.persons (agency, calm, place, case_id, person);

CREATE POLICY reader ON {schema}.persons FOR SELECT TO jejak_reader
USING (agency = (SELECT current_setting('jejak.agency', true)));
