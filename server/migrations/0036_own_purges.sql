-- An agency is reminded of the purges that it has not confirmed: of its own rows it reads which it has.
CREATE POLICY reader ON jejak.purges FOR SELECT TO jejak_reader
USING (agency = (SELECT current_setting('jejak.agency', true)));
GRANT SELECT ON jejak.purges TO jejak_reader;
