-- Up to where the log has been looked through, and how far the ledgers are: both bound what can be told of an event.
SELECT found.position, coalesce((SELECT c.position FROM jejak.checkpoints c WHERE c.name = 'ledger'), 0)
FROM jejak.findings_head found
