-- Order time of a worker and local day: the measure of the union of the intervals of all companies, gaps excluded.
-- Only the trades that the source names are added up.
WITH work AS NOT MATERIALIZED (
    SELECT worker, company_id, order_id, county, began_at, ended_at, basis.source_no
    FROM orders JOIN basis ON basis.key = orders.trade
    WHERE ended_at IS NOT NULL
),
chain AS (
    SELECT worker, began_at, ended_at,
        max(ended_at) OVER (
            PARTITION BY worker ORDER BY began_at, ended_at
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS free_at
    FROM work
),
-- What each interval adds to the union.
piece AS (
    SELECT worker, greatest(began_at, coalesce(free_at, began_at)) AS from_ms, ended_at AS to_ms
    FROM chain
    WHERE ended_at > coalesce(free_at, began_at) AND ended_at > began_at
),
-- Split at local midnight: the first day of a piece, then the days after it.
dayed AS (
    SELECT worker, (from_ms + 28800000) // 86400000 AS day, from_ms, to_ms FROM piece
    UNION ALL
    SELECT worker, days.day, from_ms, to_ms
    FROM piece
    JOIN days
        ON days.day > (from_ms + 28800000) // 86400000
       AND days.day <= (to_ms - 1 + 28800000) // 86400000
    WHERE (from_ms + 28800000) // 86400000 < (to_ms - 1 + 28800000) // 86400000
),
too_long AS (
    SELECT worker, day, day * 86400000 - 28800000 AS opened_at, day * 86400000 + 57600000 AS closed_at,
        sum(least(to_ms, day * 86400000 + 57600000) - greatest(from_ms, day * 86400000 - 28800000)) AS worked_ms
    FROM dayed
    WHERE day * 86400000 - 28800000 >= $from_ms AND day * 86400000 - 28800000 < $to_ms
    GROUP BY worker, day
    HAVING sum(least(to_ms, day * 86400000 + 57600000) - greatest(from_ms, day * 86400000 - 28800000)) > $limit_ms
),
proof AS MATERIALIZED (
    SELECT too_long.*, company_id, order_id, county, began_at, ended_at, source_no
    FROM too_long
    JOIN work
        ON work.worker = too_long.worker
       AND work.began_at < too_long.closed_at
       AND work.ended_at > too_long.opened_at
),
-- Each company's own part where there are several: the union of its own orders in the day.
own_chain AS (
    SELECT worker, day, company_id,
        greatest(began_at, opened_at) AS from_ms,
        least(ended_at, closed_at) AS to_ms,
        max(least(ended_at, closed_at)) OVER (
            PARTITION BY worker, day, company_id ORDER BY began_at, ended_at
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS free_at
    FROM proof
    SEMI JOIN (
        SELECT worker, day FROM proof GROUP BY worker, day HAVING count(DISTINCT company_id) > 1
    ) AS shared USING (worker, day)
),
own_length AS (
    SELECT worker, day, company_id,
        sum(greatest(0, to_ms - greatest(from_ms, coalesce(free_at, from_ms)))) / 60000.0 AS minutes
    FROM own_chain
    GROUP BY worker, day, company_id
),
own_part AS (
    SELECT worker, day, list({'company_id': company_id, 'minutes': minutes} ORDER BY company_id) AS own
    FROM own_length
    GROUP BY worker, day
),
found AS (
    SELECT
        worker, day, opened_at, closed_at, worked_ms,
        list(DISTINCT company_id ORDER BY company_id) AS companies,
        first(county ORDER BY began_at, company_id, order_id) AS county,
        list(order_id ORDER BY began_at, company_id, order_id) AS order_ids,
        min(source_no) AS source_no
    FROM proof
    GROUP BY worker, day, opened_at, closed_at, worked_ms
)
SELECT
    found.worker, found.companies, found.county,
    found.opened_at AS started_at,
    found.closed_at AS ended_at,
    found.worked_ms / 60000.0 AS measure,
    $limit_ms / 60000.0 AS threshold,
    'minute' AS unit,
    found.order_ids, found.source_no,
    NULL AS doubt,
    '' AS subject,
    found.day AS ev_day,
    measure AS ev_minutes,
    own_part.own AS ev_own
FROM found
LEFT JOIN own_part ON own_part.worker = found.worker AND own_part.day = found.day
