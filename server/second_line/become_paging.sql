-- Whose rows the reader role may see, which rows of its ledger a page holds (after one, up to another), and that the page
-- is planned once for all: until the end of this transaction.
SELECT set_config('jejak.agency', %(agency)b::text, true), set_config('jejak.oversees', %(oversees)b::text, true),
    set_config('jejak.page_after', %(after)b::bigint::text, true), set_config('jejak.page_upto', %(upto)b::bigint::text, true),
    set_config('plan_cache_mode', 'force_generic_plan', true)
