-- Orders of each company and local day, for the days that a comparison looks back on.
-- The days in view are loaded; those before them are counted in the files, with the newest version of what came twice.
WITH counted AS (
    SELECT company_id, day, 1 AS orders FROM orders WHERE day >= $view_first_day
    UNION ALL
    SELECT company_id, day, 1 FROM newest WHERE day < $view_first_day
    UNION ALL
    SELECT company_id, (coalesce(started_at, accepted_at) + 28800000) // 86400000, 1
    FROM sent ANTI JOIN repeated USING (company_id, order_id)
    WHERE coalesce(started_at, accepted_at) < $view_first_day::BIGINT * 86400000 - 28800000
      AND coalesce(started_at, accepted_at) >= ($first_day - $lookback_days)::BIGINT * 86400000 - 28800000
      AND order_id IS NOT NULL AND company_id IS NOT NULL AND worker_name IS NOT NULL AND accepted_at IS NOT NULL
)
SELECT company_id, day, count(*) AS orders
FROM counted
WHERE day >= $first_day - $lookback_days AND day <= $last_day
GROUP BY company_id, day
