-- Sums of each local day: for every county, for orders of no county ('-'), and with an empty code for the city.  An order counts for the day on which it
-- began; a worker's time is the measure of the union of the orders that began there.
WITH work AS (
    SELECT worker, company_id, order_id, day, began_at, ended_at, coalesce(county::VARCHAR, '-') AS county
    FROM orders
    WHERE ended_at IS NOT NULL AND began_at >= $from_ms AND began_at < $to_ms
),
placed AS (
    SELECT *, '' AS place FROM work
    UNION ALL
    SELECT *, county AS place FROM work
),
chain AS (
    SELECT *,
        max(ended_at) OVER (
            PARTITION BY place, day, worker ORDER BY began_at, ended_at
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS free_at
    FROM placed
)
SELECT
    day,
    place,
    count(*) AS orders,
    count(DISTINCT worker) AS workers,
    sum(greatest(0, ended_at - greatest(began_at, coalesce(free_at, began_at)))) // 60000 AS minutes
FROM chain
GROUP BY day, place
ORDER BY day, place
