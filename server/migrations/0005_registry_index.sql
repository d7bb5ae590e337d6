-- Registry events are few among millions: what every process reads when it starts, and after a key has changed.
CREATE INDEX log_registry ON jejak.log (notification_id)
WHERE split_part(topic, '.', 2) IN (
    'AgencyRegistered', 'KeyRegistered', 'KeyRotated', 'KeyRevoked', 'TaskForceConfigured', 'RulesAdopted'
);
