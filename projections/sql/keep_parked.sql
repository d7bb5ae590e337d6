-- Keeps under another name which cases a view passes over, for the generation that is put aside.
UPDATE jejak.parked SET projection = %(old)s WHERE projection = %(name)s
