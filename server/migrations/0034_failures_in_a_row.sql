-- Failed logins in a row on one account, never forgotten by time: of strangers, and of browsers in which its person came
-- in before (NIST SP 800-63B section 5.2.2).
ALTER TABLE jejak.accounts
    ADD COLUMN failures_of_strangers integer NOT NULL DEFAULT 0,
    ADD COLUMN failures_of_known integer NOT NULL DEFAULT 0;

GRANT UPDATE (failures_of_strangers, failures_of_known) ON jejak.accounts TO jejak_writer;
