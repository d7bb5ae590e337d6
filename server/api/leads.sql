-- Whether some process holds the lock of the follower (server/follow.py), and whether one holds that of the sealer
-- (server/evidence/sealer.py); a bigint key lies in two halves.
WITH held AS (
    SELECT (classid::bigint << 32) | objid::bigint AS key
    FROM pg_locks
    WHERE locktype = 'advisory'
      AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND objsubid = 1
)
SELECT
    EXISTS (SELECT FROM held WHERE key = hashtextextended('jejak.follower', 0)),
    EXISTS (SELECT FROM held WHERE key = hashtextextended('jejak.sealer', 0))
