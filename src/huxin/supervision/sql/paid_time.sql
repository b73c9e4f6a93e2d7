-- Orders of a month with known pay, county and interval, with the time that each adds to the union of its worker and
-- company.  Time that overlaps an earlier order counts once, under the floor of the earlier one.
WITH work AS (
    SELECT
        worker, company_id, began_at, ended_at,
        worker_pay_fen - coalesce(penalty_fen, 0) AS net_fen,
        floors.floor_fen, floors.doubt IS NOT NULL AS doubtful, basis.source_no
    FROM orders
    JOIN basis ON basis.key = orders.trade
    JOIN floors ON floors.county = orders.county AND floors.day = orders.day
    WHERE ended_at IS NOT NULL AND worker_pay_fen IS NOT NULL
      AND began_at >= $month_from_ms AND began_at < $month_to_ms
),
chain AS (
    SELECT *,
        max(ended_at) OVER (
            PARTITION BY worker, company_id ORDER BY began_at, ended_at, floor_fen
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS free_at
    FROM work
)
SELECT *, greatest(0, ended_at - greatest(began_at, coalesce(free_at, began_at))) AS added_ms
FROM chain
