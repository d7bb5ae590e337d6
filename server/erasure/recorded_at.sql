SELECT notification_id, recorded_at FROM jejak.log WHERE notification_id = ANY(%(positions)b)
