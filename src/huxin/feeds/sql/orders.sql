-- Orders as the lake holds them: the worker's key instead of the number, WGS-84 with the pair that was sent beside it
-- where it was another one, the county where the order named none, and both times: recorded by the sender, landed here.
WITH sent AS (
    SELECT accepted.*, keys.worker_key
    FROM accepted JOIN keys USING (company_id, worker_id_kind, worker_id)
)
SELECT
    order_id, company_id, worker_key AS worker_id, worker_id_kind,
    trade, coalesce(sent.county, moved.county) AS county, status, dispatch_mode,
    recorded_at, accepted_at, started_at, picked_up_at, completed_at, cancelled_at, promised_at, extended_to,
    coalesce(moved.start_lng, sent.start_lng) AS start_lng, coalesce(moved.start_lat, sent.start_lat) AS start_lat,
    coalesce(moved.end_lng, sent.end_lng) AS end_lng, coalesce(moved.end_lat, sent.end_lat) AS end_lat,
    crs,
    CASE WHEN moved.start_lng IS NOT NULL THEN sent.start_lng END AS sent_start_lng,
    CASE WHEN moved.start_lat IS NOT NULL THEN sent.start_lat END AS sent_start_lat,
    CASE WHEN moved.end_lng IS NOT NULL THEN sent.end_lng END AS sent_end_lng,
    CASE WHEN moved.end_lat IS NOT NULL THEN sent.end_lat END AS sent_end_lat,
    distance_m, worker_pay_fen, tip_fen, customer_paid_fen, penalty_fen, penalty_reason, cover_no,
    $landed_at AS landed_at,
    row_digest
FROM (SELECT *, {row_digest} AS row_digest FROM sent) AS sent
LEFT JOIN moved USING (row)
