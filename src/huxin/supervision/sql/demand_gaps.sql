-- Idle intervals: from the moment at which everything that a worker had begun was ended to the next beginning, over all
-- companies, spent where the order ended that ended last.  busy holds that moment and that cell in one whole number, so
-- that one running maximum finds both.  An order that was sent more than once counts as all that its versions cover.
WITH placed AS (
    SELECT worker, began_at, ended_at, coalesce(cell, 0) AS cell
    FROM demand_work LEFT JOIN points USING (point)
),
chain AS (
    SELECT worker,
        max(ended_at * 1048576 + cell) OVER (
            PARTITION BY worker ORDER BY began_at, ended_at, cell
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS busy,
        lead(began_at) OVER (PARTITION BY worker ORDER BY began_at, ended_at, cell) AS to_ms
    FROM placed
)
SELECT worker, busy // 1048576 AS from_ms, to_ms, busy % 1048576 AS cell
FROM chain
WHERE to_ms - busy // 1048576 >= $least_ms AND to_ms - busy // 1048576 <= $most_ms
  AND busy % 1048576 > 0
  AND busy // 1048576 >= $from_ms AND busy // 1048576 < $to_ms
