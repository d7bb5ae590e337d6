-- The cases that some projections pass over.
SELECT projection, case_id FROM jejak.parked WHERE projection = ANY(%(names)s)
