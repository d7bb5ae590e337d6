-- Takes a case back from those a projection passes over, and says from which position on it was.
DELETE FROM jejak.parked WHERE projection = %(projection)s AND case_id = %(case)s RETURNING position
