-- What happens at each hub in each hour of a day, and to how many drivers: rides that somebody got into (served), the
-- way to the passenger where it was timed (waited), rides that were given up before anybody got in (unmet), and drivers
-- who ended there, idled and began there again (circling: `many` by the hour in which they began to wait, `ms` by the
-- hours in which they waited).
WITH pickups AS (
    SELECT hub, worker, began_at, picked_up_at, served, cancelled
    FROM hub_rides JOIN hub_points ON hub_points.point = hub_rides.start_point
),
placed AS (
    SELECT worker, began_at, ended_at, coalesce(starts.hub, 0) AS start_hub, coalesce(ends.hub, 0) AS end_hub
    FROM hub_work
    LEFT JOIN hub_points AS starts ON starts.point = hub_work.start_point
    LEFT JOIN hub_points AS ends ON ends.point = hub_work.end_point
),
chain AS (
    SELECT worker,
        max(ended_at * 1048576 + end_hub) OVER (
            PARTITION BY worker ORDER BY began_at, ended_at, end_hub, start_hub
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS busy,
        lead(began_at) OVER (PARTITION BY worker ORDER BY began_at, ended_at, end_hub, start_hub) AS to_ms,
        lead(start_hub) OVER (PARTITION BY worker ORDER BY began_at, ended_at, end_hub, start_hub) AS next_hub
    FROM placed
),
circles AS (
    SELECT worker, busy % 1048576 AS hub, busy // 1048576 AS from_ms, to_ms
    FROM chain
    WHERE next_hub > 0 AND next_hub = busy % 1048576
      AND to_ms - busy // 1048576 >= $least_ms AND to_ms - busy // 1048576 <= $most_ms
      AND busy // 1048576 >= $from_ms AND busy // 1048576 < $to_ms
),
counted AS (
    SELECT hub, worker, began_at // 3600000 AS hour_no, 'served' AS what, 1 AS many, 0 AS ms
    FROM pickups WHERE served
    UNION ALL
    SELECT hub, worker, began_at // 3600000 AS hour_no, 'waited' AS what, 1 AS many, picked_up_at - began_at AS ms
    FROM pickups WHERE picked_up_at >= began_at AND picked_up_at - began_at <= $most_ms
    UNION ALL
    SELECT hub, worker, began_at // 3600000 AS hour_no, 'unmet' AS what, 1 AS many, 0 AS ms
    FROM pickups WHERE cancelled AND NOT served
    UNION ALL
    SELECT hub, worker, from_ms // 3600000 + step AS hour_no, 'circling' AS what,
        CASE WHEN step = 0 THEN 1 ELSE 0 END AS many,
        least(to_ms, (from_ms // 3600000 + step + 1) * 3600000) - greatest(from_ms, (from_ms // 3600000 + step) * 3600000) AS ms
    FROM circles CROSS JOIN steps
    WHERE (from_ms // 3600000 + step) * 3600000 < to_ms
)
SELECT hub, CAST((hour_no + 8) % 24 AS BIGINT) AS hour, what, CAST(count(DISTINCT worker) AS BIGINT) AS workers,
    CAST(sum(many) AS BIGINT) AS many, CAST(sum(ms) AS BIGINT) AS ms
FROM counted
GROUP BY hub, (hour_no + 8) % 24, what
ORDER BY hub, hour, what
