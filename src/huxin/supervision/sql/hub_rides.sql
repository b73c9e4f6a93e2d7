-- Rides that were to begin within the days, of each the version recorded last.  Where two were recorded last at once the
-- one that says more counts.
SELECT worker, began_at, picked_up_at, served, cancelled, start_point
FROM (
    SELECT
        workers.worker, coalesce(started_at, accepted_at) AS began_at, picked_up_at,
        picked_up_at IS NOT NULL OR completed_at IS NOT NULL AS served,
        cancelled_at IS NOT NULL AS cancelled,
        CASE WHEN start_lng BETWEEN -180 AND 180 AND start_lat BETWEEN -90 AND 90
            THEN CAST(floor((start_lng + 180) * 5000 + 0.5) AS BIGINT) * 1000000 + CAST(floor((start_lat + 90) * 5000 + 0.5) AS BIGINT)
        END AS start_point,
        row_number() OVER (
            PARTITION BY company_id, order_id
            ORDER BY recorded_at DESC NULLS LAST, picked_up_at DESC NULLS LAST, completed_at DESC NULLS LAST,
                cancelled_at DESC NULLS LAST, started_at DESC NULLS LAST, accepted_at DESC, worker_name,
                start_lng DESC NULLS LAST, start_lat DESC NULLS LAST
        ) AS age
    FROM sent JOIN workers USING (worker_name)
    WHERE trade = 'ride_hailing' AND order_id IS NOT NULL AND company_id IS NOT NULL
)
WHERE age = 1 AND began_at >= $from_ms AND began_at < $to_ms
