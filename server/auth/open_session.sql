-- Of an account that is still as it was read; its row is held until the commit, so that whoever changes it ends this
-- session too.
INSERT INTO jejak.sessions (session_id, account_id, secret_hash, opened_at, seen_at, expires_at, seal)
SELECT %(session_id)s, account_id, %(secret_hash)s, %(now)s, %(now)s, %(expires_at)s, %(seal)s
FROM jejak.accounts
WHERE account_id = %(account_id)s AND seal = %(account_seal)s AND disabled_at IS NULL
FOR SHARE
RETURNING session_id;
