-- Holds the head of the log, and has every append refused that was sealed before: it is decided and sealed anew.
UPDATE jejak.log_head SET registry_position = position;
