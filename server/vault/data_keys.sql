SELECT key_id, owner, class, wrapped, kek_id FROM jejak.data_keys WHERE key_id = ANY(%b)
