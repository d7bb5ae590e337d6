-- The cases a projection passes over, each with the first position it could not apply.
SELECT projection, case_id, position, error_type FROM jejak.parked WHERE projection = %(name)s ORDER BY position
