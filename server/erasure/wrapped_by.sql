SELECT DISTINCT kek_id FROM jejak.data_keys WHERE key_id = ANY(%(keys)b)
