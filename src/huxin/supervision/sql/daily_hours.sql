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
    SELECT worker, unnest(range((from_ms + 28800000) // 86400000 + 1, (to_ms - 1 + 28800000) // 86400000 + 1)),
        from_ms, to_ms
    FROM piece
    WHERE (from_ms + 28800000) // 86400000 < (to_ms - 1 + 28800000) // 86400000
),
too_long AS (
    SELECT worker, day, day * 86400000 - 28800000 AS started_at, day * 86400000 + 57600000 AS ended_at,
        sum(least(to_ms, day * 86400000 + 57600000) - greatest(from_ms, day * 86400000 - 28800000)) AS worked_ms
    FROM dayed
    WHERE day * 86400000 - 28800000 >= $from_ms AND day * 86400000 - 28800000 < $to_ms
    GROUP BY worker, day
    HAVING worked_ms > $limit_ms
)
SELECT
    too_long.worker,
    list(DISTINCT work.company_id ORDER BY work.company_id) AS companies,
    first(work.county ORDER BY work.began_at, work.company_id, work.order_id) AS county,
    too_long.started_at,
    too_long.ended_at,
    too_long.worked_ms / 60000.0 AS measure,
    $limit_ms / 60000.0 AS threshold,
    'minute' AS unit,
    list(work.order_id ORDER BY work.began_at, work.company_id, work.order_id) AS order_ids,
    min(work.source_no) AS source_no,
    NULL AS doubt,
    '' AS subject,
    too_long.day AS ev_day,
    measure AS ev_minutes
FROM too_long
JOIN work
    ON work.worker = too_long.worker
   AND work.began_at < too_long.ended_at
   AND work.ended_at > too_long.started_at
GROUP BY too_long.worker, too_long.day, too_long.started_at, too_long.ended_at, too_long.worked_ms
