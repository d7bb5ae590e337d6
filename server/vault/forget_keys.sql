DELETE FROM jejak.data_keys WHERE key_id = ANY(%b)
