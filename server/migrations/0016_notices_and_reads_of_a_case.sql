-- Who read a case is paged by the place of the read in the tree.
DROP INDEX jejak.reads_case;
CREATE INDEX reads_case ON jejak.reads (case_id, leaf) WHERE case_id IS NOT NULL;

-- Who was told that these identities are secret before the first was opened (UU 21/2007 art 24): a person, or where no
-- person acts the token of an agency's system. The hash is that of the text which was shown.
CREATE TABLE jejak.notice_acknowledgements (
    holder uuid NOT NULL,  -- the person's account, else the token
    version integer NOT NULL,
    agency text NOT NULL,
    token_id uuid NOT NULL,
    person uuid,
    text_sha256 bytea NOT NULL,
    acknowledged_at timestamptz NOT NULL,
    PRIMARY KEY (holder, version)
);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON jejak.notice_acknowledgements
    FOR EACH STATEMENT EXECUTE FUNCTION jejak.refuse_change();

ALTER TABLE jejak.notice_acknowledgements ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON jejak.notice_acknowledgements TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY writer ON jejak.notice_acknowledgements TO jejak_writer USING (true) WITH CHECK (true);

REVOKE UPDATE, DELETE, TRUNCATE ON jejak.notice_acknowledgements FROM CURRENT_USER;
GRANT SELECT, INSERT ON jejak.notice_acknowledgements TO jejak_writer;
