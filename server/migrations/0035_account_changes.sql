-- Who may come in, and since when: every change of an account or a token, whoever makes it, also by hand in the database.
-- Ids, agencies and roles; no login, no hash. The lock makes the numbers follow the order of the commits.
CREATE TABLE jejak.account_changes (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    change text NOT NULL,
    kind text NOT NULL,  -- account or token
    id uuid NOT NULL,
    agency text NOT NULL,
    roles text[] NOT NULL
);
CREATE INDEX account_changes_agency ON jejak.account_changes (agency, number);

CREATE FUNCTION jejak.note_change(change text, kind text, id uuid, agency text, roles text[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT pg_advisory_xact_lock(hashtextextended('jejak.account_changes', 0));
    INSERT INTO jejak.account_changes (change, kind, id, agency, roles) VALUES (change, kind, id, agency, roles);
END;

CREATE FUNCTION jejak.note_account() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    one jejak.accounts := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    found text[] := CASE TG_OP WHEN 'INSERT' THEN '{made}' WHEN 'DELETE' THEN '{removed}' ELSE '{}' END;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (OLD.account_id, OLD.login, OLD.agency, OLD.roles, OLD.issuer, OLD.issuer_subject)
            IS DISTINCT FROM (NEW.account_id, NEW.login, NEW.agency, NEW.roles, NEW.issuer, NEW.issuer_subject)
        THEN found := found || 'altered'::text; END IF;
        IF OLD.disabled_at IS NULL AND NEW.disabled_at IS NOT NULL THEN found := found || 'closed'::text; END IF;
        IF OLD.disabled_at IS NOT NULL AND NEW.disabled_at IS NULL THEN found := found || 'opened'::text; END IF;
        IF OLD.code_secret IS DISTINCT FROM NEW.code_secret THEN
            found := found || 'reset'::text;
        ELSIF OLD.password_hash IS DISTINCT FROM NEW.password_hash THEN
            found := found || 'password_changed'::text;
        END IF;
    END IF;
    PERFORM jejak.note_change(change, 'account', one.account_id, one.agency, one.roles) FROM unnest(found) AS f (change);
    RETURN NULL;
END
$$;

CREATE FUNCTION jejak.note_token() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    one jejak.tokens := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    found text[] := CASE TG_OP WHEN 'INSERT' THEN '{made}' WHEN 'DELETE' THEN '{removed}' ELSE '{}' END;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (OLD.token_id, OLD.agency, OLD.role, OLD.secret_hash, OLD.expires_at)
            IS DISTINCT FROM (NEW.token_id, NEW.agency, NEW.role, NEW.secret_hash, NEW.expires_at)
        THEN found := found || 'altered'::text; END IF;
        IF OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL THEN found := found || 'closed'::text; END IF;
        IF OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS NULL THEN found := found || 'opened'::text; END IF;
    END IF;
    PERFORM jejak.note_change(change, 'token', one.token_id, one.agency, ARRAY[one.role]) FROM unnest(found) AS f (change);
    RETURN NULL;
END
$$;

-- Not of every column: a code that was used and a failed login change nothing that is told here.
CREATE TRIGGER note_change
    AFTER INSERT OR DELETE OR UPDATE OF account_id, login, agency, roles, issuer, issuer_subject, disabled_at, code_secret,
        password_hash
    ON jejak.accounts FOR EACH ROW EXECUTE FUNCTION jejak.note_account();
CREATE TRIGGER note_change
    AFTER INSERT OR DELETE OR UPDATE OF token_id, agency, role, secret_hash, expires_at, revoked_at
    ON jejak.tokens FOR EACH ROW EXECUTE FUNCTION jejak.note_token();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON jejak.account_changes
    FOR EACH STATEMENT EXECUTE FUNCTION jejak.refuse_change();

ALTER TABLE jejak.account_changes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON jejak.account_changes TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY writer ON jejak.account_changes TO jejak_writer USING (true) WITH CHECK (true);
CREATE POLICY reader ON jejak.account_changes FOR SELECT TO jejak_reader
USING (agency = (SELECT current_setting('jejak.agency', true)));
CREATE POLICY auditor ON jejak.account_changes FOR SELECT TO jejak_reader
USING ((SELECT current_setting('jejak.audits', true)) = 'yes');

REVOKE UPDATE, DELETE, TRUNCATE ON jejak.account_changes FROM CURRENT_USER;
REVOKE EXECUTE ON FUNCTION jejak.note_change FROM PUBLIC;
GRANT SELECT ON jejak.account_changes TO jejak_reader;
