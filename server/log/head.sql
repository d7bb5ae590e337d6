SELECT position, recorded_at, registry_position FROM jejak.log_head WHERE one
