-- A page of the data keys wrapped under one key-encryption key, in the order of their ids.
SELECT key_id, owner, class, wrapped, kek_id
FROM jejak.data_keys
WHERE kek_id = %(kek_id)b AND key_id > %(after)b
ORDER BY key_id
LIMIT %(limit)b
