-- Faults of on-call records across fields.
SELECT row, 'company_id' AS field, 'other_company' AS reason, 'quarantined' AS treatment,
    company_id AS got, $company AS wanted, 'company_id = ' || $company AS fix
FROM typed WHERE company_id <> $company
UNION ALL
SELECT row, 'company_id', 'bad_company', 'flagged', company_id, '18 characters with a right check character',
    'Compare the code with the business licence.'
FROM typed WHERE company_id = $company AND NOT $company_fits
UNION ALL
SELECT row, 'offline_at', 'closed_before_accepted', 'quarantined', sent_offline_at,
    sent_online_at,
    'Exchange the two times if they were mixed up.'
FROM typed WHERE offline_at < online_at
UNION ALL
SELECT row, 'offline_at', 'open_too_long', 'flagged', (offline_at - online_at) // 60000 || ' minutes',
    'at most ' || $longest_online || ' minutes', 'Send the time of logging off.'
FROM typed WHERE offline_at - online_at > $longest_online * 60000
