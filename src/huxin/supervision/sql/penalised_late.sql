-- Money deducted for lateness.
SELECT
    worker,
    [company_id] AS companies,
    county,
    began_at AS started_at,
    ended_at,
    penalty_fen AS measure,
    0.0 AS threshold,
    'fen' AS unit,
    [order_id] AS order_ids,
    basis.source_no,
    NULL AS doubt,
    company_id || '/' || order_id AS subject,
    order_id AS ev_order_id,
    penalty_fen AS ev_penalty_fen
FROM orders JOIN basis ON basis.key = orders.trade
WHERE penalty_reason = 'late' AND penalty_fen > 0 AND began_at >= $from_ms AND began_at < $to_ms
