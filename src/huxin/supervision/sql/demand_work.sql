-- Each order as worker, interval and the point of its end.  A point is the nearest five-thousandth of a degree, at most
-- 16 m away, in one whole number: finer nobody reads it.  An order without an end or that lasts too long has no interval.
SELECT
    workers.worker,
    coalesce(started_at, accepted_at) AS began_at,
    coalesce(completed_at, cancelled_at) AS ended_at,
    CASE WHEN end_lng BETWEEN -180 AND 180 AND end_lat BETWEEN -90 AND 90
        THEN CAST(floor((end_lng + 180) * 5000 + 0.5) AS BIGINT) * 1000000 + CAST(floor((end_lat + 90) * 5000 + 0.5) AS BIGINT)
    END AS point
FROM sent JOIN workers USING (worker_name)
WHERE coalesce(completed_at, cancelled_at) > coalesce(started_at, accepted_at)
  AND coalesce(completed_at, cancelled_at) - coalesce(started_at, accepted_at) <= $longest_ms
  AND coalesce(started_at, accepted_at) < $to_ms + $most_ms
  AND coalesce(completed_at, cancelled_at) >= $from_ms - $most_ms
