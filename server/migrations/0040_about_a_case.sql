-- What others were owed and have read of a case, and the copy of a person's own data, are read as the agency that asks,
-- not as the others and not as the writer: PostgreSQL shows them of the cases that `jejak.about` names, or of the one
-- case in `jejak.copied`, for one transaction. server/second_line says when either is set (about.sql, copied.sql).

-- A row of a ledger: entitlement, no value.
CREATE POLICY told_of_cases ON jejak.ledger FOR SELECT TO jejak_reader
USING (case_id = ANY ((SELECT nullif(current_setting('jejak.about', true), ''))::uuid[]));

-- What a list told of: of an event that the agency which read it was owed. LIMIT keeps each look-up one of its own.
CREATE POLICY told_of_cases ON jejak.list_reads FOR SELECT TO jejak_reader
USING (
    (SELECT nullif(current_setting('jejak.about', true), '')) IS NOT NULL
    AND (
        SELECT true FROM jejak.ledger owed
        WHERE owed.agency = list_reads.agency
          AND owed.case_id = ANY ((SELECT nullif(current_setting('jejak.about', true), ''))::uuid[])
          AND owed.position = list_reads.position
        LIMIT 1
    )
);

-- A read that names the case, a fetch of the feed that served a row of it, a list that told of one of its events.
CREATE POLICY told_of_cases ON jejak.reads FOR SELECT TO jejak_reader
USING (
    (SELECT nullif(current_setting('jejak.about', true), '')) IS NOT NULL
    AND (
        case_id = ANY ((SELECT nullif(current_setting('jejak.about', true), ''))::uuid[])
        OR (
            SELECT true FROM jejak.ledger owed
            WHERE owed.agency = reads.agency
              AND owed.case_id = ANY ((SELECT nullif(current_setting('jejak.about', true), ''))::uuid[])
              AND owed.n BETWEEN reads.first_n AND reads.last_n
            LIMIT 1
        )
        OR (
            case_id IS NULL AND first_n IS NULL
            AND (
                SELECT true FROM unnest(reads.positions) AS told (position)
                JOIN jejak.ledger owed ON owed.agency = reads.agency AND owed.position = told.position
                WHERE owed.case_id = ANY ((SELECT nullif(current_setting('jejak.about', true), ''))::uuid[])
                LIMIT 1
            )
        )
    )
);

-- An acknowledgement of rows among which one is of the case.
CREATE POLICY told_of_cases ON jejak.acknowledgements FOR SELECT TO jejak_reader
USING (
    (SELECT nullif(current_setting('jejak.about', true), '')) IS NOT NULL
    AND (
        SELECT true FROM jejak.ledger owed
        WHERE owed.agency = acknowledgements.agency
          AND owed.case_id = ANY ((SELECT nullif(current_setting('jejak.about', true), ''))::uuid[])
          AND owed.n <= acknowledgements.n
        LIMIT 1
    )
);

-- The events of the one case of which a copy is made; what is sealed goes with the event (migration 0012).
CREATE POLICY copied ON jejak.log FOR SELECT TO jejak_reader
USING (originator_id = (SELECT nullif(current_setting('jejak.copied', true), '')::uuid));
