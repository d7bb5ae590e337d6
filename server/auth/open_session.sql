INSERT INTO jejak.sessions (session_id, account_id, secret_hash, opened_at, seen_at, expires_at, seal)
VALUES (%(session_id)s, %(account_id)s, %(secret_hash)s, %(now)s, %(now)s, %(expires_at)s, %(seal)s);
