-- What an agency may read of one case, found once for the case and not once for each event and once more for what is
-- sealed of it: the same rows as migrations 0012 and 0025 let it see. `jejak.case` names the case, for one transaction;
-- unset it names none, and the other policies decide (docs/adr/0247).
CREATE POLICY rows_of_case ON jejak.log FOR SELECT TO jejak_reader
USING (
    notification_id = ANY ((
        SELECT array_agg(owed.position) FROM jejak.ledger owed
        WHERE owed.agency = (SELECT current_setting('jejak.agency', true))
          AND owed.case_id = (SELECT nullif(current_setting('jejak.case', true), '')::uuid)
          AND owed.position IS NOT NULL
          AND owed.on_date IS NULL
          AND owed.kind <> 'withdrawn'
    )::bigint[])
);

CREATE POLICY rows_of_case ON jejak.sealed FOR SELECT TO jejak_reader
USING (
    (SELECT current_setting('jejak.audits', true)) IS DISTINCT FROM 'yes'
    AND position = ANY ((
        SELECT array_agg(owed.position) FROM jejak.ledger owed
        WHERE owed.agency = (SELECT current_setting('jejak.agency', true))
          AND owed.case_id = (SELECT nullif(current_setting('jejak.case', true), '')::uuid)
          AND owed.position IS NOT NULL
          AND owed.on_date IS NULL
          AND owed.kind <> 'withdrawn'
    )::bigint[])
);

-- What a ledger says of a case is read from the index alone: its rows lie scattered over the whole ledger.
CREATE INDEX ledger_of_case ON jejak.ledger (agency, case_id, position) INCLUDE (classes, kind, on_date);
DROP INDEX jejak.ledger_case;
ALTER INDEX jejak.ledger_of_case RENAME TO ledger_case;
