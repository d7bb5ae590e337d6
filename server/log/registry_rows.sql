-- The words of the condition are those of the index log_registry, so that no start of a server scans the log.
SELECT notification_id, originator_id, originator_version, topic, state, source, event_id, recorded_at,
    marks, classes
FROM jejak.log
WHERE split_part(topic, '.', 2) IN (
        'AgencyRegistered', 'KeyRegistered', 'KeyRotated', 'KeyRevoked', 'TaskForceConfigured', 'RulesAdopted',
        'LogGenerationDeclared'
    )
    AND notification_id > %(after)b
ORDER BY notification_id
