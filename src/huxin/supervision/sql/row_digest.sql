sha256(concat_ws('|',
    coalesce(trade, '-'), coalesce(county, '-'), coalesce(status, '-'), accepted_at,
    coalesce(started_at, -1), coalesce(picked_up_at, -1), coalesce(completed_at, -1),
    coalesce(cancelled_at, -1), coalesce(promised_at, -1), coalesce(extended_to, -1),
    coalesce(distance_m, -1), coalesce(worker_pay_fen, -1), coalesce(tip_fen, -1),
    coalesce(customer_paid_fen, -1), coalesce(penalty_fen, -1), coalesce(penalty_reason, '-'),
    coalesce(dispatch_mode, '-'), coalesce(cover_no, '-'), coalesce(crs, '-'),
    round(coalesce(CASE WHEN abs(start_lng) <= 180 THEN start_lng END, 0) * 10000000)::BIGINT,
    round(coalesce(CASE WHEN abs(start_lat) <= 180 THEN start_lat END, 0) * 10000000)::BIGINT,
    round(coalesce(CASE WHEN abs(end_lng) <= 180 THEN end_lng END, 0) * 10000000)::BIGINT,
    round(coalesce(CASE WHEN abs(end_lat) <= 180 THEN end_lat END, 0) * 10000000)::BIGINT
))
