-- Of an event each kind once: what was found stands.
INSERT INTO jejak.findings (position, kind, other, found_at)
SELECT position, kind, nullif(other, -1), %(found_at)b
FROM unnest(%(positions)b::bigint[], %(kinds)b::text[], %(others)b::bigint[]) AS found (position, kind, other)
ORDER BY position
ON CONFLICT (position, kind) DO NOTHING
RETURNING kind
