-- A cosignature of the same second says nothing new.
INSERT INTO jejak.cosignatures (log, size, witness, cosigned_at, line)
VALUES (%(log)b, %(size)b, %(witness)b, %(cosigned_at)b, %(line)b)
ON CONFLICT DO NOTHING
