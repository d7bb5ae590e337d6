-- The second line of DESIGN section 6: what is shown to an agency is read by a role that sees the rows of that
-- agency and no others, whatever the application asks for. `jejak.agency` says whose rows, for one transaction;
-- unset or empty it names nobody. The tables of the views have their policies in their schema.sql.

DO $$
BEGIN
    CREATE ROLE jejak_reader NOLOGIN NOSUPERUSER NOBYPASSRLS;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;  -- roles belong to the cluster, not to the database
    WHEN insufficient_privilege THEN NULL;  -- a database administrator has made it, or the grants below will say so
END
$$;

DO $$
BEGIN
    EXECUTE format('GRANT jejak_reader TO %I', current_user);
EXCEPTION
    WHEN insufficient_privilege THEN NULL;  -- a database administrator has granted it, or SET ROLE will say so
END
$$;

GRANT USAGE ON SCHEMA jejak TO jejak_reader;
GRANT SELECT ON
    jejak.log, jejak.sealed, jejak.ledger, jejak.ledger_head, jejak.acknowledgements, jejak.reads, jejak.list_reads,
    jejak.parked
TO jejak_reader;

-- By position in place of n: whether an agency is entitled to an event is one look-up.
DROP INDEX jejak.ledger_case;
CREATE INDEX ledger_case ON jejak.ledger (agency, case_id, position);

-- Nobody is exempt, the owner neither: what it and the writer may do is said here.
DO $$
DECLARE
    protected text;
BEGIN
    FOREACH protected IN ARRAY ARRAY[
        'log', 'sealed', 'ledger', 'ledger_head', 'acknowledgements', 'reads', 'list_reads', 'parked'
    ] LOOP
        EXECUTE format('ALTER TABLE jejak.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', protected);
        EXECUTE format('CREATE POLICY owner ON jejak.%I TO CURRENT_USER USING (true) WITH CHECK (true)', protected);
        EXECUTE format('CREATE POLICY writer ON jejak.%I TO jejak_writer USING (true) WITH CHECK (true)', protected);
    END LOOP;
END
$$;

CREATE POLICY reader ON jejak.ledger FOR SELECT TO jejak_reader
USING (agency = (SELECT current_setting('jejak.agency', true)));
CREATE POLICY reader ON jejak.ledger_head FOR SELECT TO jejak_reader
USING (agency = (SELECT current_setting('jejak.agency', true)));
CREATE POLICY reader ON jejak.acknowledgements FOR SELECT TO jejak_reader
USING (agency = (SELECT current_setting('jejak.agency', true)));
CREATE POLICY reader ON jejak.reads FOR SELECT TO jejak_reader
USING (agency = (SELECT current_setting('jejak.agency', true)));
CREATE POLICY reader ON jejak.list_reads FOR SELECT TO jejak_reader
USING (agency = (SELECT current_setting('jejak.agency', true)));

-- An event: its publisher's, and those whose ledger ever gave them its body. A bare row (which has a date) gives what
-- the ledger says of it and nothing of the log. LIMIT keeps this one look-up a row: without it the planner may make a
-- hash of an agency's whole ledger.
CREATE POLICY reader ON jejak.log FOR SELECT TO jejak_reader
USING (
    source = (SELECT '/agencies/' || current_setting('jejak.agency', true))
    OR (
        SELECT true FROM jejak.ledger owed
        WHERE owed.agency = (SELECT current_setting('jejak.agency', true))
          AND owed.case_id = log.originator_id
          AND owed.position = log.notification_id
          AND owed.on_date IS NULL
          AND owed.kind <> 'withdrawn'
        LIMIT 1
    )
);

-- What is sealed of an event: where the event itself may be read.
CREATE POLICY reader ON jejak.sealed FOR SELECT TO jejak_reader
USING ((SELECT true FROM jejak.log l WHERE l.notification_id = sealed.position LIMIT 1));

-- Which cases the ledgers pass over, and since which event: every agency on such a case must know how far it reads.
CREATE POLICY reader ON jejak.parked FOR SELECT TO jejak_reader
USING (projection = 'ledger');
