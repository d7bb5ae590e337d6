-- The one case whose events are shown for a copy of a person's data (migration 0040), until the end of this transaction:
-- where the agency is shown in it, by its own ledger, that a copy was given; or watches over every case by its office.
SELECT set_config('jejak.copied', coalesce((
    SELECT %(case)b::uuid::text
    WHERE current_setting('jejak.oversees', true) = 'yes'
       OR (
           SELECT true FROM jejak.log given
           WHERE given.originator_id = %(case)b::uuid AND given.topic = %(given)b::text
           LIMIT 1
       )
), ''), true)
