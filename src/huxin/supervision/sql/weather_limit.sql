-- Orders accepted over the distance cap, or over the number in hand, while a warning in force limits them.
-- In hand at a company: this order and every other one of the worker there that has begun and not ended.
WITH limited AS (
    SELECT
        orders.*, basis.source_no, in_force.warning_id, in_force.from_ms,
        in_force.distance_cap, in_force.in_hand_cap, in_force.distance_doubt, in_force.in_hand_doubt
    FROM orders
    JOIN basis ON basis.key = orders.trade
    JOIN in_force
        ON in_force.county = orders.county
       AND in_force.hour = orders.accepted_at // 3600000
       AND in_force.from_ms <= orders.accepted_at
       AND in_force.to_ms > orders.accepted_at
    WHERE (distance_cap IS NOT NULL OR in_hand_cap IS NOT NULL)
      AND accepted_at >= $from_ms AND accepted_at < $to_ms
),
-- The worker's orders by local day, so that an acceptance meets those of its day only.
open_orders AS (
    SELECT worker, company_id, order_id, began_at, ended_at, day FROM orders WHERE ended_at IS NOT NULL
    UNION ALL
    SELECT worker, company_id, order_id, began_at, ended_at, days.day
    FROM orders JOIN days ON days.day > orders.day AND days.day <= (ended_at + 28800000) // 86400000
    WHERE ended_at IS NOT NULL AND (ended_at + 28800000) // 86400000 > orders.day
),
accepted AS (
    SELECT DISTINCT worker, company_id, order_id, accepted_at, (accepted_at + 28800000) // 86400000 AS day FROM limited
),
in_hand AS (
    SELECT accepted.company_id, accepted.order_id, 1 + count(other.order_id) AS in_hand
    FROM accepted
    LEFT JOIN open_orders AS other
        ON other.worker = accepted.worker
       AND other.company_id = accepted.company_id
       AND other.day = accepted.day
       AND other.order_id <> accepted.order_id
       AND other.began_at <= accepted.accepted_at
       AND other.ended_at > accepted.accepted_at
    GROUP BY accepted.company_id, accepted.order_id
),
broken AS (
    SELECT
        limited.*, in_hand.in_hand,
        coalesce(distance_m > distance_cap, false) AS too_far,
        coalesce(in_hand.in_hand > in_hand_cap, false) AS too_many,
        row_number() OVER (
            PARTITION BY company_id, order_id ORDER BY limited.from_ms, limited.warning_id
        ) AS place
    FROM limited JOIN in_hand USING (company_id, order_id)
    WHERE coalesce(distance_m > distance_cap, false) OR coalesce(in_hand.in_hand > in_hand_cap, false)
)
SELECT
    worker,
    [company_id] AS companies,
    county,
    accepted_at AS started_at,
    ended_at,
    CASE WHEN too_far THEN distance_m ELSE in_hand END AS measure,
    CASE WHEN too_far THEN distance_cap ELSE in_hand_cap END AS threshold,
    CASE WHEN too_far THEN 'm' ELSE 'order' END AS unit,
    [order_id] AS order_ids,
    source_no,
    concat_ws(',', CASE WHEN too_far THEN distance_doubt END, CASE WHEN too_many THEN in_hand_doubt END) AS doubt,
    company_id || '/' || order_id AS subject,
    warning_id AS ev_warning_id,
    order_id AS ev_order_id,
    distance_m AS ev_distance_m,
    in_hand AS ev_in_hand
FROM broken
WHERE place = 1
