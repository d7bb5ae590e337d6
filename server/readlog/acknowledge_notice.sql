-- The first acknowledgement stands: the same again changes nothing.
INSERT INTO jejak.notice_acknowledgements (holder, version, agency, token_id, person, text_sha256, acknowledged_at)
VALUES (%(holder)s, %(version)s, %(agency)s, %(token_id)s, %(person)s, %(text_sha256)s, %(acknowledged_at)s)
ON CONFLICT DO NOTHING
