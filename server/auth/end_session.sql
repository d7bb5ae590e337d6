UPDATE jejak.sessions SET revoked_at = %(now)s WHERE session_id = %(session_id)s AND revoked_at IS NULL;
