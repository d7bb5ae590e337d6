-- What a page of a ledger gives: the same rows as migration 0012 lets an agency see, found once for the page and not once
-- for each event and once more for what is sealed of it. `jejak.page_after` and `jejak.page_upto` say which rows of the
-- agency's own ledger the page holds; unset they name none, and the other policies decide (docs/adr/0241).
CREATE POLICY rows_of_page ON jejak.log FOR SELECT TO jejak_reader
USING (
    notification_id = ANY ((
        SELECT array_agg(owed.position) FROM jejak.ledger owed
        WHERE owed.agency = (SELECT current_setting('jejak.agency', true))
          AND owed.n > (SELECT nullif(current_setting('jejak.page_after', true), '')::bigint)
          AND owed.n <= (SELECT nullif(current_setting('jejak.page_upto', true), '')::bigint)
          AND owed.position IS NOT NULL
          AND owed.on_date IS NULL
          AND owed.kind <> 'withdrawn'
    )::bigint[])
);

CREATE POLICY rows_of_page ON jejak.sealed FOR SELECT TO jejak_reader
USING (
    (SELECT current_setting('jejak.audits', true)) IS DISTINCT FROM 'yes'
    AND position = ANY ((
        SELECT array_agg(owed.position) FROM jejak.ledger owed
        WHERE owed.agency = (SELECT current_setting('jejak.agency', true))
          AND owed.n > (SELECT nullif(current_setting('jejak.page_after', true), '')::bigint)
          AND owed.n <= (SELECT nullif(current_setting('jejak.page_upto', true), '')::bigint)
          AND owed.position IS NOT NULL
          AND owed.on_date IS NULL
          AND owed.kind <> 'withdrawn'
    )::bigint[])
);
