-- Faults of weather warnings across fields.  Types and colours that are not known are kept: the list may grow.
SELECT row, 'county' AS field, 'unknown_county' AS reason, 'quarantined' AS treatment,
    county AS got, 'a code of six digits' AS wanted, 'Write one row for each county.' AS fix
FROM typed WHERE NOT regexp_full_match(county, '[0-9]{6}')
UNION ALL
SELECT row, 'expires_at', 'closed_before_accepted', 'quarantined', sent_expires_at, 'a time after ' || sent_effective_at,
    'Exchange the two times if they were mixed up.'
FROM typed WHERE expires_at < effective_at
UNION ALL
SELECT row, 'type', 'unknown_type', 'flagged', type, 'a type that the weather table knows',
    'Nothing to do unless it is misspelt: an unknown type demands nothing.'
FROM typed WHERE type NOT IN (SELECT unnest($types::VARCHAR[]))
