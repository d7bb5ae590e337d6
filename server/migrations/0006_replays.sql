-- Cases that evidence (the ledger) passed over for a while: from a position on, and taken in at a later one. What came
-- later stands later in a ledger, so a second ledger can only be made with the same detours.
CREATE TABLE jejak.replays (
    projection text NOT NULL,
    case_id uuid NOT NULL,
    from_position bigint NOT NULL,
    at_position bigint NOT NULL,
    replayed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (projection, case_id, from_position)
);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON jejak.replays
    FOR EACH STATEMENT EXECUTE FUNCTION jejak.refuse_change();

REVOKE UPDATE, DELETE, TRUNCATE ON jejak.replays FROM CURRENT_USER;
GRANT SELECT, INSERT ON jejak.replays TO jejak_writer;
