-- Auditors read the whole log as it was signed, and who read what (docs/adr/0220); and why values were opened that a
-- reader's office alone does not open.

ALTER TABLE jejak.reads
    ADD COLUMN reason text,
    ADD CONSTRAINT reads_reason_in_line CHECK (reason !~ '\n');

-- As in migration 0015 for every read without a reason: their leaves never change.
CREATE OR REPLACE FUNCTION jejak.read_bytes(given jejak.reads) RETURNS bytea STABLE LANGUAGE sql
RETURN convert_to(
    CASE WHEN (given).reason IS NULL THEN 'jejak/read/v1' ELSE 'jejak/read/v2' END || E'\n'
    || to_char((given).read_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || E'\n'
    || (given).agency || E'\n'
    || coalesce((given).role, '') || E'\n'
    || coalesce((given).token_id::text, '') || E'\n'
    || coalesce((given).person::text, '') || E'\n'
    || (given).call || E'\n'
    || coalesce((given).purpose, '') || E'\n'
    || coalesce((given).origin, '') || E'\n'
    || coalesce((given).case_id::text, '') || E'\n'
    || coalesce((given).first_n::text, '') || E'\n'
    || coalesce((given).last_n::text, '') || E'\n'
    || array_to_string((given).positions, ',') || E'\n'
    || array_to_string((given).classes, ',') || E'\n'
    || coalesce((given).reason || E'\n', ''),
    'UTF8'
);

-- Who audits by its office reads every row of the log and of the read log, for one transaction, and in it nothing that
-- is sealed: a value is read as the agency, like any other.
CREATE POLICY auditor ON jejak.log FOR SELECT TO jejak_reader
USING ((SELECT current_setting('jejak.audits', true)) = 'yes');
CREATE POLICY auditor ON jejak.reads FOR SELECT TO jejak_reader
USING ((SELECT current_setting('jejak.audits', true)) = 'yes');

DROP POLICY reader ON jejak.sealed;
CREATE POLICY reader ON jejak.sealed FOR SELECT TO jejak_reader
USING (
    (SELECT current_setting('jejak.audits', true)) IS DISTINCT FROM 'yes'
    AND (SELECT true FROM jejak.log l WHERE l.notification_id = sealed.position LIMIT 1)
);
