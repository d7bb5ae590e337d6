-- Whose rows the reader role may see, until the end of this transaction.
SELECT set_config('jejak.agency', %(agency)b::text, true), set_config('jejak.oversees', %(oversees)b::text, true)
