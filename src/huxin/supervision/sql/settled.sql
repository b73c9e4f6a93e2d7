-- The versions of the tied orders in the shape of loaded.sql, the one with the greatest digest first.
SELECT
    worker, company_id, order_id, trade, county, stable_key, accepted_at, began_at, fault, ended_at, day,
    picked_up_at, promised_at, extended_to, distance_m,
    worker_pay_fen, penalty_fen, penalty_reason, has_cover_no,
    true AS again, recorded_at,
    first_at < $view_to_ms AND last_at >= $view_from_ms AS in_view,
    row_number() OVER (
        PARTITION BY company_id, order_id
        ORDER BY recorded_at DESC NULLS LAST, coalesce(row_digest, {row_digest}) DESC, worker
    ) AS age
FROM judged SEMI JOIN tied USING (company_id, order_id)
