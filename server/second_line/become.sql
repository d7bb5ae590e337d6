-- Whose rows the reader role may see, and how statements are planned, until the end of this transaction.
SELECT set_config('jejak.agency', %(agency)b::text, true), set_config('jejak.oversees', %(oversees)b::text, true),
    set_config('plan_cache_mode', %(plans)b::text, true)
