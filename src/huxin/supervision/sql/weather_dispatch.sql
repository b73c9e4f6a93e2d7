-- Orders accepted in a county while a warning in force forbids to hand them out to that trade.
-- in_force has one row per warning and hour that it touches, so that an order meets few of them.
WITH broken AS (
    SELECT
        orders.*, basis.source_no, in_force.stop_doubt,
        in_force.warning_id, in_force.from_ms,
        row_number() OVER (
            PARTITION BY company_id, order_id ORDER BY in_force.from_ms, in_force.warning_id
        ) AS place
    FROM orders
    JOIN basis ON basis.key = orders.trade
    JOIN in_force
        ON in_force.county = orders.county
       AND in_force.hour = orders.accepted_at // 3600000
       AND in_force.from_ms <= orders.accepted_at
       AND in_force.to_ms > orders.accepted_at
    WHERE in_force.stop AND accepted_at >= $from_ms AND accepted_at < $to_ms
)
-- An order handed out under two warnings is one finding, under the one that came first; the others are named beside it.
SELECT
    first(worker) AS worker,
    [company_id] AS companies,
    first(county) AS county,
    first(accepted_at) AS started_at,
    first(ended_at) AS ended_at,
    1.0 AS measure,
    0.0 AS threshold,
    'order' AS unit,
    [order_id] AS order_ids,
    min(source_no) AS source_no,
    max(stop_doubt) AS doubt,
    company_id || '/' || order_id AS subject,
    first(warning_id ORDER BY place) AS ev_warning_id,
    list(warning_id ORDER BY place) AS ev_warnings,
    order_id AS ev_order_id
FROM broken
GROUP BY company_id, order_id
