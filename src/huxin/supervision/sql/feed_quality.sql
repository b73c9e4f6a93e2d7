-- What is wrong with a feed itself, by company and local day.
WITH asked AS (
    SELECT day FROM days WHERE day >= $first_day AND day <= $last_day
),
-- What is usual: the median over the days with orders among the last few weeks.
usual AS (
    SELECT companies.company_id, asked.day, median(before.orders) AS orders, count(before.orders) AS active_days
    FROM asked
    CROSS JOIN (SELECT DISTINCT company_id FROM volumes) AS companies
    LEFT JOIN volumes AS before
        ON before.company_id = companies.company_id
       AND before.day >= asked.day - $lookback_days
       AND before.day < asked.day
    GROUP BY companies.company_id, asked.day
),
volume AS (
    SELECT usual.company_id, usual.day, usual.orders AS usual_orders, coalesce(volumes.orders, 0) AS orders
    FROM usual
    LEFT JOIN volumes ON volumes.company_id = usual.company_id AND volumes.day = usual.day
    WHERE usual.active_days >= $least_days AND usual.orders >= $least_orders
),
implausible AS (
    SELECT
        company_id, day,
        count(*) AS orders,
        count(*) FILTER (WHERE fault = 'unclosed') AS unclosed,
        count(*) FILTER (WHERE fault = 'reversed') AS reversed,
        count(*) FILTER (WHERE fault = 'too_long') AS too_long,
        count(*) FILTER (WHERE ended_at = began_at) AS zero_minutes,
        list(order_id ORDER BY order_id) AS order_ids
    FROM orders
    WHERE (fault IN ('unclosed', 'reversed', 'too_long') OR ended_at = began_at)
      AND began_at >= $from_ms AND began_at < $to_ms
    GROUP BY company_id, day
    HAVING count(*) > $implausible_orders
),
stable AS (
    SELECT company_id, day, count(*) AS orders
    FROM orders
    WHERE stable_key AND began_at >= $from_ms AND began_at < $to_ms
    GROUP BY company_id, day
    HAVING count(*) > $stable_key_orders
),
found AS (
    SELECT company_id, day, 'missing_day' AS what, 0 AS orders, usual_orders AS threshold, []::VARCHAR[] AS order_ids
    FROM volume
    WHERE orders = 0
    UNION ALL
    SELECT company_id, day, 'collapsed_volume', orders, usual_orders * $collapse_percent / 100, []
    FROM volume
    WHERE orders > 0 AND orders * 100 < usual_orders * $collapse_percent
    UNION ALL
    SELECT company_id, day, 'implausible_orders', orders, $implausible_orders, order_ids FROM implausible
    UNION ALL
    SELECT company_id, day, 'stable_keys', orders, $stable_key_orders, [] FROM stable
)
SELECT
    NULL::INTEGER AS worker,
    [found.company_id] AS companies,
    NULL AS county,
    found.day * 86400000 - 28800000 AS started_at,
    found.day * 86400000 + 57600000 AS ended_at,
    found.orders AS measure,
    found.threshold AS threshold,
    'order' AS unit,
    found.order_ids,
    basis.source_no,
    NULL AS doubt,
    found.company_id || '/' || found.what AS subject,
    found.day AS ev_day,
    found.what AS ev_measure,
    CASE WHEN what = 'implausible_orders' THEN implausible.unclosed END AS ev_unclosed,
    CASE WHEN what = 'implausible_orders' THEN implausible.reversed END AS ev_reversed,
    CASE WHEN what = 'implausible_orders' THEN implausible.too_long END AS ev_too_long,
    CASE WHEN what = 'implausible_orders' THEN implausible.zero_minutes END AS ev_zero_minutes
FROM found
JOIN basis ON basis.key = 'feed'
LEFT JOIN implausible ON implausible.company_id = found.company_id AND implausible.day = found.day
