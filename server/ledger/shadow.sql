-- A second ledger, to compare with the live one. It is never put in its place.
CREATE TABLE {schema}.ledger (LIKE jejak.ledger INCLUDING ALL);
CREATE TABLE {schema}.ledger_head (LIKE jejak.ledger_head INCLUDING ALL);
