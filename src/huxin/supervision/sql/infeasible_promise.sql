-- Promises that need a higher speed than the trade may ride: distance over the time from pick-up, or from acceptance
-- where no pick-up is known, to the promised time.  A promise that is no later than that start has no speed.
WITH promised AS (
    SELECT *, promised_at - coalesce(picked_up_at, accepted_at) AS left_ms
    FROM orders
    WHERE began_at >= $from_ms AND began_at < $to_ms
)
SELECT
    worker,
    [company_id] AS companies,
    county,
    began_at AS started_at,
    ended_at,
    distance_m::DOUBLE * 3600 / left_ms AS measure,
    speed.kmh AS threshold,
    'km/h' AS unit,
    [order_id] AS order_ids,
    basis.source_no,
    speed.doubt,
    company_id || '/' || order_id AS subject,
    order_id AS ev_order_id,
    measure AS ev_needed_kmh
FROM promised
JOIN basis ON basis.key = promised.trade
JOIN speed ON speed.trade = promised.trade
WHERE left_ms > 0 AND distance_m * 3600 > speed.kmh * left_ms
