-- What an agency signed when it acknowledged: a compact JWS under a key of its own, so that it cannot say later that it
-- never had its ledger up to there, nor the host that it had. A row is acknowledged once by a token, and once in the
-- agency's own words.
ALTER TABLE jejak.acknowledgements ADD COLUMN statement text;
ALTER TABLE jejak.acknowledgements DROP CONSTRAINT acknowledgements_pkey;
CREATE UNIQUE INDEX acknowledgements_once ON jejak.acknowledgements (agency, n, (statement IS NOT NULL));

-- What was found of recorded events once they were sealed: never a refusal, and of an event each kind once. Positions of
-- the log and sizes of its tree, no value of any event. `other`: what the finding rests on (server/evidence/findings.py).
CREATE TABLE jejak.findings (
    n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    position bigint NOT NULL,
    kind text NOT NULL,
    other bigint,
    found_at timestamptz NOT NULL,
    UNIQUE (position, kind)
);

-- Up to where the log has been looked through; it moves by compare-and-set.
CREATE TABLE jejak.findings_head (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    position bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 10);
INSERT INTO jejak.findings_head DEFAULT VALUES;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON jejak.findings
    FOR EACH STATEMENT EXECUTE FUNCTION jejak.refuse_change();
CREATE TRIGGER one_row BEFORE DELETE OR TRUNCATE ON jejak.findings_head
    FOR EACH STATEMENT EXECUTE FUNCTION jejak.refuse_change();

REVOKE UPDATE, DELETE, TRUNCATE ON jejak.findings FROM CURRENT_USER;
GRANT SELECT, INSERT ON jejak.findings TO jejak_writer;
GRANT SELECT, UPDATE ON jejak.findings_head TO jejak_writer;

-- The second line: an agency reads what was found of events that it may read.
GRANT SELECT ON jejak.findings TO jejak_reader;
ALTER TABLE jejak.findings ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON jejak.findings TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY writer ON jejak.findings TO jejak_writer USING (true) WITH CHECK (true);
CREATE POLICY reader ON jejak.findings FOR SELECT TO jejak_reader
USING ((SELECT true FROM jejak.log l WHERE l.notification_id = findings.position LIMIT 1));
