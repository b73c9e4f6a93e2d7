-- A stretch is a maximal chain of a worker's intervals, over all companies, in which every gap is shorter than a break.
-- It lasts from the first start to the last end, short gaps included.
WITH work AS NOT MATERIALIZED (
    SELECT worker, company_id, order_id, county, began_at, ended_at, basis.source_no
    FROM orders JOIN basis ON basis.key = orders.trade
    WHERE ended_at IS NOT NULL
),
-- free_at: when everything that began earlier had ended.  An order may end long after a later one.
chain AS (
    SELECT worker, began_at, ended_at,
        max(ended_at) OVER (
            PARTITION BY worker ORDER BY began_at, ended_at
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS free_at
    FROM work
),
-- The order after a break opens a stretch, and its free_at closes the stretch before.
opening AS (
    SELECT worker, began_at AS started_at, free_at
    FROM chain
    WHERE free_at IS NULL OR began_at - free_at >= $break_ms
),
final_end AS (
    SELECT worker, max(ended_at) AS ended_at FROM work GROUP BY worker
),
stretch AS (
    SELECT
        opening.worker, started_at,
        coalesce(lead(free_at) OVER (PARTITION BY opening.worker ORDER BY started_at), final_end.ended_at) AS ended_at
    FROM opening JOIN final_end ON final_end.worker = opening.worker
),
too_long AS (
    SELECT * FROM stretch
    WHERE ended_at - started_at > $limit_ms AND started_at >= $from_ms AND started_at < $to_ms
)
SELECT
    too_long.worker,
    list(DISTINCT work.company_id ORDER BY work.company_id) AS companies,
    first(work.county ORDER BY work.began_at, work.company_id, work.order_id) AS county,
    too_long.started_at,
    too_long.ended_at,
    (too_long.ended_at - too_long.started_at) / 60000.0 AS measure,
    $limit_ms / 60000.0 AS threshold,
    'minute' AS unit,
    list(work.order_id ORDER BY work.began_at, work.company_id, work.order_id) AS order_ids,
    min(work.source_no) AS source_no,
    NULL AS doubt,
    '' AS subject,
    measure AS ev_minutes
FROM too_long
JOIN work
    ON work.worker = too_long.worker
   AND work.began_at >= too_long.started_at
   AND work.began_at <= too_long.ended_at
GROUP BY too_long.worker, too_long.started_at, too_long.ended_at
