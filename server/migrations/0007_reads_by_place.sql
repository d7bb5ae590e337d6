-- Which fetch of the feed served a row of a ledger: asked for every event and agency of a timeline.
CREATE INDEX reads_place ON jejak.reads (agency, first_n) WHERE first_n IS NOT NULL;
