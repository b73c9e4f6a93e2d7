-- Orders of which two versions were recorded last at once and differ in what the detectors read: only there does the
-- digest of the row decide, and only for them is it worth reading everything that was sent.
WITH latest AS (
    SELECT *, rank() OVER (PARTITION BY company_id, order_id ORDER BY recorded_at DESC NULLS LAST) AS age
    FROM loaded
    WHERE again
)
SELECT company_id, order_id
FROM (SELECT DISTINCT * FROM latest WHERE age = 1)
GROUP BY company_id, order_id
HAVING count(*) > 1
