-- One order per waybill.  What the driver received, and when, comes from the fund-flow records; a waybill without any has
-- no known pay.  City and rural delivery are city freight, everything else is long-haul and needs vehicle data.
WITH received AS (
    SELECT order_id, coalesce(serial, '') AS serial, sum(paid_fen)::BIGINT AS paid_fen
    FROM fundFlow GROUP BY ALL
),
newest AS (
    SELECT * FROM waybill
    QUALIFY row_number() OVER (
        PARTITION BY company_id, order_id, coalesce(serial, '') ORDER BY recorded_at DESC NULLS LAST
    ) = 1
)
SELECT
    CASE WHEN newest.serial IS NULL THEN newest.order_id ELSE newest.order_id || '-' || newest.serial END AS order_id,
    company_id, worker_id, 'licence' AS worker_id_kind,
    coalesce(recorded_at, completed_at, picked_up_at, accepted_at) AS recorded_at,
    picked_up_at AS started_at,
    CASE WHEN business_type IN ('1003997', '1003998') THEN 'city_freight' ELSE 'long_haul' END AS trade,
    county, accepted_at, picked_up_at, completed_at, NULL::BIGINT AS cancelled_at,
    CASE WHEN completed_at IS NULL THEN 'open' ELSE 'completed' END AS status,
    NULL::VARCHAR AS dispatch_mode, NULL::BIGINT AS promised_at, NULL::BIGINT AS extended_to,
    NULL::DOUBLE AS start_lng, NULL::DOUBLE AS start_lat, NULL::DOUBLE AS end_lng, NULL::DOUBLE AS end_lat,
    NULL::VARCHAR AS crs, NULL::BIGINT AS distance_m,
    received.paid_fen AS worker_pay_fen, NULL::BIGINT AS tip_fen, customer_paid_fen,
    NULL::BIGINT AS penalty_fen, NULL::VARCHAR AS penalty_reason, NULL::VARCHAR AS cover_no
FROM newest
LEFT JOIN received ON received.order_id = newest.order_id AND received.serial = coalesce(newest.serial, '')
ORDER BY company_id, 1
