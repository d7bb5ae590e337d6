-- What lets somebody in bears a seal: an HMAC over what the row says, under a key outside the database (server/auth/
-- row_seals.py). Whoever holds the database alone can write no token, session or account that counts.
ALTER TABLE jejak.tokens ADD COLUMN seal bytea;
ALTER TABLE jejak.accounts ADD COLUMN seal bytea;
ALTER TABLE jejak.sessions ADD COLUMN seal bytea;

GRANT UPDATE (seal) ON jejak.tokens, jejak.accounts TO jejak_writer;
