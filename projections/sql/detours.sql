-- Since when evidence passed over a case, and at which position it was taken in (null: it still is passed over).
SELECT case_id, from_position, at_position FROM jejak.replays WHERE projection = %(name)s
UNION ALL
SELECT case_id, position, NULL FROM jejak.parked WHERE projection = %(name)s
