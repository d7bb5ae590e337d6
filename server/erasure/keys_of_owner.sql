SELECT key_id
FROM jejak.data_keys
WHERE owner = %(owner)b AND class = ANY(%(classes)b::smallint[])
