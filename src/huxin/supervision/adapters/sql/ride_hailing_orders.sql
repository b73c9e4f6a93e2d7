-- One order from its messages.  Work begins when the order is matched (DistributeTime); one that was booked ahead begins
-- at the booked departure, or at the real one where that was earlier.  It ends on arrival or with the cancellation.
WITH matched AS (
    SELECT * FROM orderMatch
    QUALIFY row_number() OVER (PARTITION BY interface_company, order_id ORDER BY accepted_at DESC, worker_id) = 1
),
departed AS (
    SELECT interface_company, order_id, min(departed_at) AS departed_at FROM operateDepart GROUP BY ALL
),
arrived AS (
    SELECT interface_company, order_id, max(completed_at) AS completed_at, max(distance_m) AS distance_m
    FROM operateArrive GROUP BY ALL
),
paid AS (
    SELECT interface_company, order_id, max(completed_at) AS completed_at, max(distance_m) AS distance_m,
        max(customer_paid_fen) AS customer_paid_fen, max(tip_fen) AS tip_fen
    FROM operatePay GROUP BY ALL
),
cancelled AS (
    SELECT interface_company, order_id, min(cancelled_at) AS cancelled_at FROM orderCancel GROUP BY ALL
),
created AS (
    SELECT * FROM orderCreate
    QUALIFY row_number() OVER (PARTITION BY interface_company, order_id ORDER BY ordered_at DESC NULLS LAST) = 1
),
joined AS (
    SELECT
        matched.order_id, coalesce(company.company_id, matched.interface_company) AS company_id,
        matched.worker_id, matched.accepted_at,
        created.county, created.depart_at, created.ordered_at, created.crs,
        created.start_lng, created.start_lat, created.end_lng, created.end_lat,
        created.raw_start_lng, created.raw_start_lat, created.raw_end_lng, created.raw_end_lat,
        departed.departed_at, cancelled.cancelled_at,
        coalesce(arrived.completed_at, paid.completed_at) AS completed_at,
        coalesce(arrived.distance_m, paid.distance_m) AS distance_m,
        paid.customer_paid_fen, paid.tip_fen
    FROM matched
    LEFT JOIN created USING (interface_company, order_id)
    LEFT JOIN departed USING (interface_company, order_id)
    LEFT JOIN arrived USING (interface_company, order_id)
    LEFT JOIN paid USING (interface_company, order_id)
    LEFT JOIN cancelled USING (interface_company, order_id)
    LEFT JOIN company USING (interface_company)
)
SELECT
    order_id, company_id, worker_id, 'licence' AS worker_id_kind,
    greatest(accepted_at, coalesce(completed_at, cancelled_at, departed_at, accepted_at)) AS recorded_at,
    CASE WHEN depart_at > accepted_at THEN greatest(accepted_at, least(depart_at, coalesce(departed_at, depart_at))) END
        AS started_at,
    'ride_hailing' AS trade, county, accepted_at, departed_at AS picked_up_at, completed_at,
    CASE WHEN completed_at IS NULL THEN cancelled_at END AS cancelled_at,
    CASE WHEN completed_at IS NOT NULL THEN 'completed' WHEN cancelled_at IS NOT NULL THEN 'cancelled' ELSE 'open' END
        AS status,
    NULL::VARCHAR AS dispatch_mode, NULL::BIGINT AS promised_at, NULL::BIGINT AS extended_to,
    start_lng, start_lat, end_lng, end_lat, crs, distance_m,
    NULL::BIGINT AS worker_pay_fen, tip_fen, customer_paid_fen,
    NULL::BIGINT AS penalty_fen, NULL::VARCHAR AS penalty_reason, NULL::VARCHAR AS cover_no,
    raw_start_lng, raw_start_lat, raw_end_lng, raw_end_lat
FROM joined
ORDER BY company_id, order_id
