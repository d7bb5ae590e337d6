-- Whose rows the reader role may see, of which case it reads, and that what it asks of a case is planned once for all: until
-- the end of this transaction.
SELECT set_config('jejak.agency', %(agency)b::text, true), set_config('jejak.oversees', %(oversees)b::text, true),
    set_config('jejak.case', %(case)b::uuid::text, true), set_config('plan_cache_mode', 'force_generic_plan', true)
