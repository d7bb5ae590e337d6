-- An erasure under way: what was listed before anything was destroyed, so that whoever dies in between is followed by one
-- who goes on. Ids of keys, cases and pseudonyms; no class's value, no text.
CREATE TABLE jejak.erasures (
    approved bigint PRIMARY KEY,  -- the log position of ErasureApproved
    erasure uuid NOT NULL,
    case_id uuid NOT NULL,
    through bigint NOT NULL,      -- the log position up to which was looked
    keys uuid[] NOT NULL,
    events integer NOT NULL,
    listed_at timestamptz NOT NULL,
    unreadable_from date,
    completed boolean NOT NULL DEFAULT false
);
CREATE INDEX erasures_open ON jejak.erasures (approved) WHERE NOT completed;

-- An agency's word that it purged its copies of what was erased.
CREATE TABLE jejak.purges (
    agency text NOT NULL,
    case_id uuid NOT NULL,
    erasure uuid NOT NULL,
    token_id uuid,
    confirmed_at timestamptz NOT NULL,
    PRIMARY KEY (agency, case_id, erasure)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON jejak.purges
    FOR EACH STATEMENT EXECUTE FUNCTION jejak.refuse_change();
CREATE TRIGGER none_forgotten BEFORE DELETE OR TRUNCATE ON jejak.erasures
    FOR EACH STATEMENT EXECUTE FUNCTION jejak.refuse_change();

-- Of which cases an erasure took something that an agency had: asked when it confirms.
CREATE INDEX ledger_shredded ON jejak.ledger (agency, (detail ->> 'erasure')) WHERE kind = 'shredded';

CREATE INDEX log_erasures ON jejak.log (notification_id) WHERE split_part(topic, '.', 2) = 'ErasureApproved';

-- Nothing of either is shown to an agency by the reader role: it has no policy here.
DO $$
DECLARE
    protected text;
BEGIN
    FOREACH protected IN ARRAY ARRAY['erasures', 'purges'] LOOP
        EXECUTE format('ALTER TABLE jejak.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', protected);
        EXECUTE format('CREATE POLICY owner ON jejak.%I TO CURRENT_USER USING (true) WITH CHECK (true)', protected);
        EXECUTE format('CREATE POLICY writer ON jejak.%I TO jejak_writer USING (true) WITH CHECK (true)', protected);
    END LOOP;
END
$$;

REVOKE UPDATE, DELETE, TRUNCATE ON jejak.purges FROM CURRENT_USER;
GRANT SELECT, INSERT, UPDATE (completed) ON jejak.erasures TO jejak_writer;
GRANT SELECT, INSERT ON jejak.purges TO jejak_writer;
