-- Parks one case for one projection; the first position stays.
INSERT INTO jejak.parked (projection, case_id, position, error_type, at)
VALUES (%(projection)s, %(case)s, %(position)s, %(error_type)s, clock_timestamp())
ON CONFLICT (projection, case_id) DO NOTHING
