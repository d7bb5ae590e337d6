UPDATE jejak.sessions SET seen_at = %(now)s WHERE session_id = %(session_id)s AND seen_at < %(now)s;
