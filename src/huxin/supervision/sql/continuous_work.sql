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
),
proof AS MATERIALIZED (
    SELECT too_long.worker, too_long.started_at AS opened_at, too_long.ended_at AS closed_at,
        company_id, order_id, county, began_at, work.ended_at, source_no
    FROM too_long
    JOIN work
        ON work.worker = too_long.worker
       AND work.began_at >= too_long.started_at
       AND work.began_at <= too_long.ended_at
),
-- Each company's own part where there are several: its longest stretch by its own orders alone.
own_chain AS (
    SELECT *,
        max(ended_at) OVER (
            PARTITION BY worker, opened_at, company_id ORDER BY began_at, ended_at
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS free_at
    FROM proof
    SEMI JOIN (
        SELECT worker, opened_at FROM proof GROUP BY worker, opened_at HAVING count(DISTINCT company_id) > 1
    ) AS shared USING (worker, opened_at)
),
own_stretch AS (
    SELECT *,
        sum(CASE WHEN began_at - free_at >= $break_ms THEN 1 ELSE 0 END) OVER (
            PARTITION BY worker, opened_at, company_id ORDER BY began_at, ended_at ROWS UNBOUNDED PRECEDING
        ) AS number
    FROM own_chain
),
own_length AS (
    SELECT worker, opened_at, company_id, (max(ended_at) - min(began_at)) / 60000.0 AS minutes
    FROM own_stretch
    GROUP BY worker, opened_at, company_id, number
),
own_part AS (
    SELECT worker, opened_at, list({'company_id': company_id, 'minutes': minutes} ORDER BY company_id) AS own
    FROM (SELECT worker, opened_at, company_id, max(minutes) AS minutes FROM own_length GROUP BY worker, opened_at, company_id)
    GROUP BY worker, opened_at
),
found AS (
    SELECT
        worker, opened_at, closed_at,
        list(DISTINCT company_id ORDER BY company_id) AS companies,
        first(county ORDER BY began_at, company_id, order_id) AS county,
        list(order_id ORDER BY began_at, company_id, order_id) AS order_ids,
        min(source_no) AS source_no
    FROM proof
    GROUP BY worker, opened_at, closed_at
)
SELECT
    found.worker, found.companies, found.county,
    found.opened_at AS started_at,
    found.closed_at AS ended_at,
    (found.closed_at - found.opened_at) / 60000.0 AS measure,
    $limit_ms / 60000.0 AS threshold,
    'minute' AS unit,
    found.order_ids, found.source_no,
    NULL AS doubt,
    '' AS subject,
    measure AS ev_minutes,
    own_part.own AS ev_own
FROM found
LEFT JOIN own_part ON own_part.worker = found.worker AND own_part.opened_at = found.opened_at
