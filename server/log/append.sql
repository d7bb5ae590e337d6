-- The only way into the log. Arrays run side by side, one element per event, in order; the events of one
-- unit stand together and belong to one stream. `call`, `items`, `hmac` and `registry` may be empty, which
-- stands for nulls (false). Keys stand by the number of their unit, matches by the place of their event, from 1.
-- One row answers: recordedat, the last position of the log, and per event an outcome and a position. Both
-- arrays are null when all was recorded, at the last positions, in order.
--
--   recorded        stored at this position, as version expected + 1
--   exists          this (source, event_id) was stored before, at this position
--   registry_moved  keys or rules changed after `known_registry`, under which the events were judged
--   conflict        `expected` is not the version of the stream; or an earlier unit of the stream was refused
--                   (a version number is no proof of the history that a decision was made on); or another
--                   event of the unit was refused
--
-- A unit with one refused event leaves no trace. The row lock on the head makes positions gapless and in commit
-- order. The danger in this file is a plan made while the log was empty, because it is kept for the life of
-- the connection: hence no sequential scans, generic plans only, and look-ups as scalar subqueries with
-- LIMIT 1, which cannot become a hash of the whole log.
DROP FUNCTION IF EXISTS jejak.append;
CREATE FUNCTION jejak.append(
    unit int[], stream uuid[], expected bigint[], topic text[], state bytea[], source text[], event_id text[],
    marks smallint[], classes smallint[], call uuid[], items bytea[], hmac bytea[], registry boolean[],
    now timestamptz, known_registry bigint,
    key_unit int[], key_id uuid[], key_owner text[], key_class smallint[], key_wrapped bytea[], key_kek text[],
    match_event int[], match_kind smallint[], match_hash bytea[], match_key uuid[],
    OUT recordedat timestamptz, OUT last bigint, OUT outcomes text[], OUT positions bigint[]
)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
    head jejak.log_head;
    misfits bigint[];  -- the events that alone cannot be stored, by their place in the arrays,
    known bigint[];    -- and the positions of those that are stored already
BEGIN
    SELECT * INTO head FROM jejak.log_head WHERE one FOR UPDATE;
    recordedat := greatest(head.recorded_at, now);

    WITH found AS (
        SELECT e.*,
            (SELECT l.notification_id FROM jejak.log l
             WHERE l.source = e.source AND l.event_id = e.event_id LIMIT 1) AS stored,
            (SELECT l.originator_version FROM jejak.log l
             WHERE l.originator_id = e.stream ORDER BY l.originator_version DESC LIMIT 1) AS current
        FROM unnest(append.stream, append.expected, append.source, append.event_id)
            WITH ORDINALITY AS e (stream, expected, source, event_id, ord)
    ), due AS (
        SELECT *, row_number() OVER (PARTITION BY stream ORDER BY ord) - 1 + coalesce(
            current,
            -- A stream of the eventsourcing library (source '') may begin at version 0.
            CASE WHEN source = '' AND min(expected) OVER (PARTITION BY stream) = -1 THEN -1 ELSE 0 END
        ) AS due
        FROM found
    )
    SELECT array_agg(ord), array_agg(stored) INTO misfits, known
    FROM due WHERE stored IS NOT NULL OR expected <> due;

    IF misfits IS NULL AND known_registry >= head.registry_position THEN
        last := head.position + cardinality(append.unit);
    ELSE
        WITH judged AS (
            SELECT e.ord, m.stored, known_registry >= head.registry_position AND e.unit < coalesce(
                min(e.unit) FILTER (WHERE m.ord IS NOT NULL) OVER (PARTITION BY e.stream), e.unit + 1
            ) AS accepted
            FROM unnest(append.unit, append.stream) WITH ORDINALITY AS e (unit, stream, ord)
            LEFT JOIN unnest(misfits, known) AS m (ord, stored) ON m.ord = e.ord
        ), placed AS (
            SELECT *, head.position + count(*) FILTER (WHERE accepted) OVER (ORDER BY ord) AS place FROM judged
        )
        SELECT
            max(place),
            array_agg(CASE
                WHEN accepted THEN 'recorded'
                WHEN stored IS NOT NULL THEN 'exists'
                WHEN known_registry < head.registry_position THEN 'registry_moved'
                ELSE 'conflict'
            END ORDER BY ord),
            array_agg(CASE WHEN accepted THEN place ELSE stored END ORDER BY ord)
        INTO last, outcomes, positions FROM placed;
    END IF;

    IF last = head.position THEN
        RETURN;
    END IF;

    INSERT INTO jejak.log (notification_id, originator_id, originator_version, topic, state, source,
        event_id, recorded_at, marks, classes, call)
    SELECT coalesce(position, head.position + ord), stream, expected + 1, topic, state, source,
        event_id, recordedat, marks, classes, call
    FROM unnest(outcomes, positions, append.stream, append.expected, append.topic, append.state,
        append.source, append.event_id, append.marks, append.classes, append.call) WITH ORDINALITY
        AS e (outcome, position, stream, expected, topic, state, source, event_id, marks, classes, call, ord)
    WHERE outcomes IS NULL OR outcome = 'recorded';

    IF cardinality(append.items) > 0 OR cardinality(append.hmac) > 0 THEN
        INSERT INTO jejak.sealed (position, items, request_hmac)
        SELECT coalesce(position, head.position + ord), items, hmac
        FROM unnest(outcomes, positions, append.items, append.hmac) WITH ORDINALITY
            AS e (outcome, position, items, hmac, ord)
        WHERE (outcomes IS NULL OR outcome = 'recorded') AND (items IS NOT NULL OR hmac IS NOT NULL);
    END IF;

    IF cardinality(append.key_id) > 0 THEN
        INSERT INTO jejak.data_keys (key_id, owner, class, wrapped, kek_id, created_at)
        SELECT key_id, owner, class, wrapped, kek_id, recordedat
        FROM unnest(append.key_unit, append.key_id, append.key_owner, append.key_class,
            append.key_wrapped, append.key_kek) AS k (unit, key_id, owner, class, wrapped, kek_id)
        WHERE outcomes IS NULL OR unit IN (
            SELECT e.unit FROM unnest(append.unit, outcomes) AS e (unit, outcome) WHERE outcome = 'recorded'
        );
    END IF;

    IF cardinality(append.match_event) > 0 THEN
        INSERT INTO jejak.matches (position, kind, hash, key_id)
        SELECT coalesce(positions[event], head.position + event), kind, hash, key_id
        FROM unnest(append.match_event, append.match_kind, append.match_hash, append.match_key)
            AS m (event, kind, hash, key_id)
        WHERE outcomes IS NULL OR outcomes[event] = 'recorded';
    END IF;

    IF cardinality(append.registry) > 0 THEN
        head.registry_position := coalesce((
            SELECT max(coalesce(position, head.position + ord))
            FROM unnest(outcomes, positions, append.registry) WITH ORDINALITY
                AS e (outcome, position, registry, ord)
            WHERE (outcomes IS NULL OR outcome = 'recorded') AND registry
        ), head.registry_position);
    END IF;

    UPDATE jejak.log_head
    SET position = last, recorded_at = recordedat, registry_position = head.registry_position
    WHERE one;
    PERFORM pg_notify('jejak_log', last::text);
END
$$;
REVOKE EXECUTE ON FUNCTION jejak.append FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jejak.append TO jejak_writer;
