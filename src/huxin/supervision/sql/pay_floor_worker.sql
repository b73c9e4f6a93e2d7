-- Pay less penalties, without tips, over order time, against the hourly floor of county and day.
-- Per worker, company and local month.  An order counts, with its pay and its time, in the month in which it begins.
WITH low AS (
    SELECT
        worker, company_id,
        min(began_at) AS started_at,
        max(ended_at) AS ended_at,
        sum(net_fen) AS pay_fen,
        sum(added_ms) AS worked_ms,
        sum(added_ms * floor_fen) AS due_fen_ms,
        min(source_no) AS source_no,
        bool_or(doubtful) AS doubtful
    FROM paid_time
    GROUP BY worker, company_id
    HAVING sum(net_fen) * 3600000 < sum(added_ms * floor_fen) AND sum(added_ms) > 0
),
listed AS (
    SELECT
        worker, company_id,
        first(orders.county ORDER BY began_at, order_id) AS county,
        list(order_id ORDER BY began_at, order_id) AS order_ids
    FROM orders
    SEMI JOIN low USING (worker, company_id)
    SEMI JOIN basis ON basis.key = orders.trade
    SEMI JOIN floors ON floors.county = orders.county AND floors.day = orders.day
    WHERE ended_at IS NOT NULL AND worker_pay_fen IS NOT NULL
      AND began_at >= $month_from_ms AND began_at < $month_to_ms
    GROUP BY worker, company_id
)
SELECT
    worker,
    [company_id] AS companies,
    county,
    started_at,
    ended_at,
    pay_fen::DOUBLE * 3600000 / worked_ms AS measure,
    due_fen_ms::DOUBLE / worked_ms AS threshold,
    'fen/hour' AS unit,
    order_ids,
    source_no,
    CASE WHEN doubtful THEN 'pay.hourly_floor' END AS doubt,
    company_id || '/' || $month AS subject,
    pay_fen::BIGINT AS ev_pay_fen,
    worked_ms / 60000.0 AS ev_minutes,
    threshold AS ev_floor_fen_per_hour
FROM low JOIN listed USING (worker, company_id)
WHERE started_at >= $from_ms AND started_at < $to_ms
