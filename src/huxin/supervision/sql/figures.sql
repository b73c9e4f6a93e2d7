-- Sums of each local day: for every county, for orders of no county ('-'), and with an empty code for the city.  An order counts for the day on which it
-- began; a worker's time is the measure of the union of the orders that began there.  Workers fall into $buckets by their number; what a bucket holds
-- says whether a worker in it worked otherwise in another count of the day, and nothing of who.
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
),
people AS (
    SELECT
        day, place, worker, $salt || coalesce(worker::VARCHAR, '') AS who, count(*) AS orders,
        sum(greatest(0, ended_at - greatest(began_at, coalesce(free_at, began_at)))) AS spent
    FROM chain
    GROUP BY day, place, worker
),
buckets AS (
    SELECT
        day, place, md5_number(who) % $buckets::UHUGEINT AS bucket, sum(orders) AS orders, count(worker) AS workers,
        sum(spent) AS spent, sum(md5_number(who || ' ' || orders || ' ' || spent) % 65536::UHUGEINT) % 65536 AS mark
    FROM people
    GROUP BY day, place, bucket
)
SELECT
    day,
    place,
    sum(orders) AS orders,
    sum(workers) AS workers,
    sum(spent) // 60000 AS minutes,
    list(bucket::INTEGER ORDER BY bucket) AS held,
    list(mark::INTEGER ORDER BY bucket) AS marks
FROM buckets
GROUP BY day, place
ORDER BY day, place
