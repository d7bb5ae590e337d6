-- Where each case stands. Codes, dates and references only.
CREATE TABLE {schema}.cases (
    case_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    position bigint NOT NULL,
    opened_at timestamptz NOT NULL,
    opened_by text NOT NULL,
    closed boolean NOT NULL,
    legal_stage text,
    legal_stage_at timestamptz,
    case_manager text,
    persons integer NOT NULL,
    children integer NOT NULL,
    suspects integer NOT NULL,
    services integer NOT NULL,
    referrals_open integer NOT NULL,
    files integer NOT NULL,
    overseen_position bigint
) WITH (fillfactor = 70);
-- The list of those who watch over every case by their office: last moved first, by the last event of which all of
-- them see a row.
CREATE INDEX cases_overseen ON {schema}.cases (overseen_position);

-- An agency on a case, or that has recorded in it. `ends`: from then on none of its relations holds, null
-- where one has no end. `closed`: as far as it may see. `agencies`: the others of whom it may see the body of an
-- event, with spaces between them.
CREATE TABLE {schema}.parties (
    case_id uuid NOT NULL,
    agency text NOT NULL,
    relation text,
    history text,
    since_position bigint,
    ended boolean NOT NULL,
    ends timestamptz,
    opened_at timestamptz NOT NULL,
    closed boolean NOT NULL,
    agencies text NOT NULL,
    PRIMARY KEY (case_id, agency)
);

-- The last event of a case that an agency may see anything of.
CREATE TABLE {schema}.progress (
    case_id uuid NOT NULL,
    agency text NOT NULL,
    last_position bigint NOT NULL,
    PRIMARY KEY (case_id, agency)
) WITH (fillfactor = 70);
-- The list of an agency's cases: last moved first.
CREATE INDEX progress_by_agency ON {schema}.progress (agency, last_position);

-- The legal stage of a case as far as an agency may see it, and the event that says so; under agency '*' as far
-- as all those see it who watch over every case.
CREATE TABLE {schema}.stages (
    case_id uuid NOT NULL,
    agency text NOT NULL,
    stage text NOT NULL,
    on_date date NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (case_id, agency)
);

-- Of a case as it stands alone: those who watch over every case by their office, as far as all of them see it.
CREATE POLICY reader ON {schema}.cases FOR SELECT TO jejak_reader
USING (overseen_position IS NOT NULL AND (SELECT current_setting('jejak.oversees', true)) = 'yes');
CREATE POLICY reader ON {schema}.parties FOR SELECT TO jejak_reader
USING (agency = (SELECT current_setting('jejak.agency', true)));
CREATE POLICY reader ON {schema}.progress FOR SELECT TO jejak_reader
USING (agency = (SELECT current_setting('jejak.agency', true)));
CREATE POLICY reader ON {schema}.stages FOR SELECT TO jejak_reader
USING (
    (agency <> '*' AND agency = (SELECT current_setting('jejak.agency', true)))
    OR (agency = '*' AND (SELECT current_setting('jejak.oversees', true)) = 'yes')
);
