-- Only a row that is still as it was read: another process may have wrapped it anew, or erased it. One that an erasure
-- has listed stays under its key: the day on which its backups end has been told by then.
UPDATE jejak.data_keys
SET wrapped = anew.wrapped, kek_id = anew.kek_id
FROM unnest(%(key_id)b::uuid[], %(before)b::text[], %(wrapped)b::bytea[], %(kek_id)b::text[])
    AS anew (key_id, before, wrapped, kek_id)
WHERE data_keys.key_id = anew.key_id AND data_keys.kek_id = anew.before
  AND NOT EXISTS (SELECT FROM jejak.erasures AS e WHERE NOT e.completed AND data_keys.key_id = ANY(e.keys))
