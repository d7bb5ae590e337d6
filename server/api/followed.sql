-- Whether some process holds the lock of the follower (server/follow.py); a bigint key lies in two halves.
SELECT EXISTS (
    SELECT FROM pg_locks
    WHERE locktype = 'advisory'
      AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND objsubid = 1
      AND ((classid::bigint << 32) | objid::bigint) = hashtextextended('jejak.follower', 0)
);
