-- What an agency knew at a moment is asked of the read log and of the acknowledgements (server/ledger/served.sql and
-- taken_in.sql): by the rows of its ledger that fetches served, by case, and by position.

-- The last row too, so that fetches which began near a row and ended before it cost no look at the table.
DROP INDEX jejak.reads_place;
CREATE INDEX reads_place ON jejak.reads (agency, first_n, last_n) WHERE first_n IS NOT NULL;

CREATE INDEX acknowledgements_at ON jejak.acknowledgements (agency, acknowledged_at, n);

-- Lists and boards tell of events of many cases, the same ones again and again: which, and when for the first time.
CREATE TABLE jejak.list_reads (
    agency text NOT NULL,
    position bigint NOT NULL,
    classes smallint NOT NULL,
    read_at timestamptz NOT NULL,
    PRIMARY KEY (agency, position, classes)
);

INSERT INTO jejak.list_reads (agency, position, classes, read_at)
SELECT r.agency, told.position, told.classes, min(r.read_at)
FROM jejak.reads r
CROSS JOIN LATERAL unnest(r.positions, r.classes) AS told (position, classes)
WHERE r.case_id IS NULL AND r.first_n IS NULL
GROUP BY r.agency, told.position, told.classes;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON jejak.list_reads
    FOR EACH STATEMENT EXECUTE FUNCTION jejak.refuse_change();

REVOKE UPDATE, DELETE, TRUNCATE ON jejak.list_reads FROM CURRENT_USER;
GRANT SELECT, INSERT ON jejak.list_reads TO jejak_writer;
