-- Keyed hashes of what may show that a person stands in two cases (DESIGN section 8). No value, no name: the
-- case and the person are those of the event at `position`. `key_id` is the data key that seals the value the
-- hash was made from: with that key, or after it, the entry goes.
CREATE TABLE jejak.matches (
    position bigint NOT NULL,
    kind smallint NOT NULL,
    hash bytea NOT NULL,
    key_id uuid NOT NULL,
    PRIMARY KEY (position, hash)
);
CREATE INDEX matches_hash ON jejak.matches (hash, position);
CREATE INDEX matches_key ON jejak.matches (key_id);

CREATE FUNCTION jejak.forget_matches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    DELETE FROM jejak.matches WHERE key_id = OLD.key_id;
    RETURN OLD;
END
$$;
CREATE TRIGGER forget_matches AFTER DELETE ON jejak.data_keys
    FOR EACH ROW EXECUTE FUNCTION jejak.forget_matches();

GRANT SELECT, INSERT ON jejak.matches TO jejak_writer;

-- Consents taken back or narrowed are few among millions of events: clockwork follows them alone.
CREATE INDEX log_consent_changes ON jejak.log (notification_id)
WHERE split_part(topic, '.', 2) IN ('ConsentWithdrawn', 'ConsentScopeChanged');
