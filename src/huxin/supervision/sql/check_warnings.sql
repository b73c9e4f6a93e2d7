-- Faults of weather warnings across fields.  Types and colours that are not known are kept: the list may grow.
SELECT row, 'expires_at' AS field, 'closed_before_accepted' AS reason, 'quarantined' AS treatment,
    sent_expires_at AS got, sent_effective_at AS wanted,
    'Exchange the two times if they were mixed up.' AS fix
FROM typed WHERE expires_at < effective_at
UNION ALL
SELECT row, 'type', 'unknown_type', 'flagged', type, 'a type that the weather table knows',
    'Nothing to do unless it is misspelt: an unknown type demands nothing.'
FROM typed WHERE type NOT IN (SELECT unnest($types::VARCHAR[]))
