-- On-call records as the lake holds them.
SELECT accepted.company_id, keys.worker_key AS worker_id, keys.worker_id_kind, online_at, offline_at,
    $landed_at AS landed_at
FROM accepted JOIN keys
    ON keys.company_id = accepted.company_id AND keys.worker_id = accepted.worker_id
   AND keys.sent_kind IS NOT DISTINCT FROM accepted.worker_id_kind
