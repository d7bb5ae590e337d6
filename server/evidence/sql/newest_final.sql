-- The newest checkpoint of a log that a quorum of the policy has cosigned.
SELECT c.log, c.size, c.root, c.frontier, c.note, c.signed_at
FROM (
    SELECT log, size FROM jejak.final_checkpoints
    WHERE log = %(log)b AND policy = %(policy)b
    ORDER BY size DESC
    LIMIT 1
) final
JOIN jejak.log_checkpoints c USING (log, size)
