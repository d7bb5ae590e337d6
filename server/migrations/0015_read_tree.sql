-- Who, why and from where of every read; and a Merkle tree over the reads (RFC 6962 hashing), so that a read that is
-- taken away or changed shows to whoever has kept an earlier root (reference/evidence.md A06, E10).

ALTER TABLE jejak.reads
    ADD COLUMN role text,
    ADD COLUMN person uuid,
    ADD COLUMN purpose text,
    ADD COLUMN origin text,  -- the network, cut so short that it tells an office and not a person
    ADD COLUMN leaf bigint,  -- its place in the tree: from 0, without a gap, in the order of the commits
    ADD CONSTRAINT reads_in_lines CHECK (
        agency !~ '\n' AND call !~ '\n' AND role !~ '\n' AND purpose !~ '\n' AND origin !~ '\n'
    );

-- Which read told it, so that who was told by a list can be named in full.
ALTER TABLE jejak.list_reads ADD COLUMN leaf bigint;

-- What the tree holds of a read: one member a line, empty where there is none. Written down for other languages in
-- server/readlog/leaves.py. It never changes: every root ever given rests on it.
CREATE FUNCTION jejak.read_bytes(given jejak.reads) RETURNS bytea STABLE LANGUAGE sql
RETURN convert_to(
    'jejak/read/v1' || E'\n'
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
    || array_to_string((given).classes, ',') || E'\n',
    'UTF8'
);

-- The tree: how many leaves, and the roots of its perfect subtrees, the largest first. Every other node can be computed
-- from the reads. The low fill factor keeps its updates inside one page (HOT).
CREATE TABLE jejak.reads_tree (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    size bigint NOT NULL DEFAULT 0,
    frontier bytea[] NOT NULL DEFAULT '{}'
) WITH (fillfactor = 10);
INSERT INTO jejak.reads_tree DEFAULT VALUES;

CREATE TRIGGER one_row BEFORE DELETE OR TRUNCATE ON jejak.reads_tree
    FOR EACH STATEMENT EXECUTE FUNCTION jejak.refuse_change();

-- Adds a leaf; its index. The row lock, held until the commit, makes the order of the leaves that of the commits.
CREATE FUNCTION jejak.add_leaf(content bytea) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    tree jejak.reads_tree;
    node bytea := sha256('\x00'::bytea || content);
    full_below bigint;
    last integer;
BEGIN
    SELECT * INTO STRICT tree FROM jejak.reads_tree FOR UPDATE;
    full_below := tree.size;
    WHILE full_below & 1 = 1 LOOP
        last := cardinality(tree.frontier);
        node := sha256('\x01'::bytea || tree.frontier[last] || node);
        tree.frontier := tree.frontier[:last - 1];
        full_below := full_below >> 1;
    END LOOP;
    UPDATE jejak.reads_tree SET size = size + 1, frontier = array_append(tree.frontier, node);
    RETURN tree.size;
END
$$;

CREATE FUNCTION jejak.enter_read() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.leaf := jejak.add_leaf(jejak.read_bytes(NEW));
    RETURN NEW;
END
$$;

-- The reads of before, in the order in which they were numbered.
ALTER TABLE jejak.reads DISABLE TRIGGER append_only;
ALTER TABLE jejak.list_reads DISABLE TRIGGER append_only;
GRANT UPDATE ON jejak.reads, jejak.list_reads TO CURRENT_USER;

DO $$
DECLARE
    earlier jejak.reads;
BEGIN
    FOR earlier IN SELECT * FROM jejak.reads ORDER BY read_id LOOP
        UPDATE jejak.reads SET leaf = jejak.add_leaf(jejak.read_bytes(earlier)) WHERE read_id = earlier.read_id;
    END LOOP;
END
$$;

UPDATE jejak.list_reads told
SET leaf = (
    SELECT min(r.leaf) FROM jejak.reads r
    WHERE r.agency = told.agency AND r.read_at = told.read_at AND r.case_id IS NULL AND r.first_n IS NULL
        AND told.position = ANY(r.positions)
);

REVOKE UPDATE ON jejak.reads, jejak.list_reads FROM CURRENT_USER;
ALTER TABLE jejak.reads ENABLE TRIGGER append_only;
ALTER TABLE jejak.list_reads ENABLE TRIGGER append_only;

ALTER TABLE jejak.reads ALTER COLUMN leaf SET NOT NULL, ADD CONSTRAINT reads_leaf UNIQUE (leaf);
CREATE TRIGGER enter_tree BEFORE INSERT ON jejak.reads FOR EACH ROW EXECUTE FUNCTION jejak.enter_read();

GRANT SELECT, UPDATE ON jejak.reads_tree TO jejak_writer;
