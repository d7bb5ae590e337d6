-- Every process hears at once that a token has ended, whoever ended it: also by hand in the database.
-- The payload is a random id, which opens nothing.
CREATE FUNCTION jejak.tell_ended() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_notify('jejak_ended', to_jsonb(NEW) ->> TG_ARGV[0]);
    RETURN NULL;
END
$$;

CREATE TRIGGER tell_ended AFTER UPDATE OF revoked_at ON jejak.tokens
    FOR EACH ROW WHEN (NEW.revoked_at IS NOT NULL) EXECUTE FUNCTION jejak.tell_ended('token_id');
