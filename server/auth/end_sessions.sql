-- A statement of its own, after the account was changed: it sees the sessions that were opened while the change waited.
UPDATE jejak.sessions SET revoked_at = %(now)s
WHERE account_id = %(account_id)s AND session_id IS DISTINCT FROM %(kept)s AND revoked_at IS NULL;
