-- Notes that a case which evidence passed over was taken in at this position.
INSERT INTO jejak.replays (projection, case_id, from_position, at_position)
VALUES (%(projection)s, %(case)s, %(start)s, %(at)s)
