-- Each order of whoever drives for hire, as worker, interval and the points where it began (rides alone) and where the
-- driver was when it ended: a ride that nobody got into never came to its end, so its driver is where it began.
WITH drivers AS (
    SELECT DISTINCT worker_name FROM sent WHERE trade = 'ride_hailing'
),
points AS (
    SELECT
        worker_name, trade, coalesce(started_at, accepted_at) AS began_at, coalesce(completed_at, cancelled_at) AS ended_at,
        completed_at IS NULL AND picked_up_at IS NULL AS unmet,
        CASE WHEN start_lng BETWEEN -180 AND 180 AND start_lat BETWEEN -90 AND 90
            THEN CAST(floor((start_lng + 180) * 5000 + 0.5) AS BIGINT) * 1000000 + CAST(floor((start_lat + 90) * 5000 + 0.5) AS BIGINT)
        END AS began_in,
        CASE WHEN end_lng BETWEEN -180 AND 180 AND end_lat BETWEEN -90 AND 90
            THEN CAST(floor((end_lng + 180) * 5000 + 0.5) AS BIGINT) * 1000000 + CAST(floor((end_lat + 90) * 5000 + 0.5) AS BIGINT)
        END AS ended_in
    FROM sent SEMI JOIN drivers USING (worker_name)
)
SELECT
    workers.worker, began_at, ended_at,
    CASE WHEN trade = 'ride_hailing' THEN began_in END AS start_point,
    CASE WHEN unmet THEN began_in ELSE ended_in END AS end_point
FROM points JOIN workers USING (worker_name)
WHERE ended_at > began_at AND ended_at - began_at <= $longest_ms
  AND began_at < $to_ms + $most_ms AND ended_at >= $from_ms - $most_ms
