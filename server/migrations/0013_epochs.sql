-- Data keys are wrapped anew when their month is over, and deleted when a person's data are erased. Which are still
-- wrapped under an old key, and whether any is, is asked by that key's id.
CREATE INDEX data_keys_kek ON jejak.data_keys (kek_id, key_id);

GRANT UPDATE (wrapped, kek_id), DELETE ON jejak.data_keys TO jejak_writer;
