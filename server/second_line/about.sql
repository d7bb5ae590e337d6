-- Of which of these cases what all agencies were owed and have read is shown (migration 0040), until the end of this
-- transaction: of those of which the agency was owed something itself or in which it recorded; of all, where it watches
-- over every case by its office.
SELECT set_config('jejak.about', coalesce((
    SELECT array_agg(asked.case_id)::text
    FROM unnest(%(cases)b::uuid[]) AS asked (case_id)
    WHERE current_setting('jejak.oversees', true) = 'yes'
       OR (
           SELECT true FROM jejak.ledger owed
           WHERE owed.agency = current_setting('jejak.agency', true) AND owed.case_id = asked.case_id
           LIMIT 1
       )
       OR (
           SELECT true FROM jejak.log own
           WHERE own.originator_id = asked.case_id AND own.source = '/agencies/' || current_setting('jejak.agency', true)
           LIMIT 1
       )
), ''), true)
