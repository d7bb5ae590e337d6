-- What does not go together in a case: one row per discrepancy, with the events it rests on (log positions,
-- ascending, apart by spaces) and what each side says (JSON; codes and dates). settled_by is 0 while it is open.
CREATE TABLE {schema}.discrepancies (
    case_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    ref text NOT NULL,
    positions text NOT NULL,
    sides text NOT NULL,
    since_position bigint NOT NULL,
    since timestamptz NOT NULL,
    settled_by bigint NOT NULL,
    settled_at timestamptz,
    bare boolean NOT NULL,
    file uuid,
    PRIMARY KEY (case_id, id)
);
-- For those who watch over all cases, oldest first.
CREATE INDEX discrepancies_by_age ON {schema}.discrepancies (since_position, id);

-- Which agency may see something of it.
CREATE TABLE {schema}.readers (
    case_id uuid NOT NULL,
    agency text NOT NULL,
    id uuid NOT NULL,
    since_position bigint NOT NULL,
    PRIMARY KEY (case_id, agency, id)
);
-- An agency's list, oldest first.
CREATE INDEX readers_by_agency ON {schema}.readers (agency, since_position, id);

-- LIMIT keeps this one look-up a discrepancy.
CREATE POLICY reader ON {schema}.discrepancies FOR SELECT TO jejak_reader
USING (
    (bare AND (SELECT current_setting('jejak.oversees', true)) = 'yes')
    OR (
        SELECT true FROM {schema}.readers r
        WHERE r.case_id = discrepancies.case_id
          AND r.agency = (SELECT current_setting('jejak.agency', true))
          AND r.id = discrepancies.id
        LIMIT 1
    )
);
CREATE POLICY reader ON {schema}.readers FOR SELECT TO jejak_reader
USING (agency = (SELECT current_setting('jejak.agency', true)));
