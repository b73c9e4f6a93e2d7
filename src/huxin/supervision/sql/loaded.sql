-- The orders that touch the days in view.  Of an order that was sent more than once every version comes along, in view
-- or not: newest.sql chooses among them.
SELECT
    worker, company_id, order_id, trade, county, stable_key, accepted_at, began_at, fault, ended_at, day,
    picked_up_at, promised_at, extended_to, distance_m,
    worker_pay_fen, penalty_fen, penalty_reason, has_cover_no,
    repeated.order_id IS NOT NULL AS again,
    CASE WHEN repeated.order_id IS NOT NULL THEN recorded_at END AS recorded_at,
    first_at < $view_to_ms AND last_at >= $view_from_ms AS in_view
FROM judged LEFT JOIN repeated USING (company_id, order_id)
WHERE repeated.order_id IS NOT NULL OR (first_at < $view_to_ms AND last_at >= $view_from_ms)
