-- Idle time by cell and band of the day, and by how many people; weighed by the weather of the hour in percent.  An
-- interval counts in each hour for its part of it.  Cells of few people are left out before anything is shown.
WITH hours AS (
    SELECT worker, cell, from_ms, to_ms, from_ms // 3600000 + step AS hour_no
    FROM gaps CROSS JOIN steps
),
parts AS (
    SELECT worker, hours.cell, bands.band,
        least(to_ms, (hours.hour_no + 1) * 3600000) - greatest(from_ms, hours.hour_no * 3600000) AS ms,
        coalesce(weights.percent, 100) AS percent
    FROM hours
    JOIN bands ON bands.hour = (hours.hour_no + 8) % 24
    JOIN cells ON cells.cell = hours.cell
    LEFT JOIN weights ON weights.county = cells.county AND weights.hour_no = hours.hour_no
    WHERE hours.hour_no * 3600000 < to_ms
),
people AS (
    SELECT worker, cell, band, sum(ms) AS ms, sum(ms * percent) AS weighed
    FROM parts
    GROUP BY worker, cell, band
)
SELECT cell, band, CAST(count(*) AS BIGINT) AS workers, CAST(sum(ms) AS BIGINT) AS ms, CAST(sum(weighed) AS BIGINT) AS weighed
FROM people
GROUP BY cell, band
ORDER BY cell, band
