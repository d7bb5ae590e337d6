-- The whole log as signed and the whole read log may be read, and nothing that is sealed, until the end of this
-- transaction.
SELECT set_config('jejak.agency', %(agency)b::text, true), set_config('jejak.audits', 'yes', true)
