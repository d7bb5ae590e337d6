-- Forgets what a projection passed over, when another generation of its rows takes the place.
DELETE FROM jejak.parked WHERE projection = %(name)s
