-- Of an order that was sent more than once the version that counts: the one recorded last.  A version without a time of
-- recording is the oldest.  Where two were recorded last at once and differ, settled.sql decides.
SELECT * EXCLUDE (age)
FROM (
    SELECT loaded.*, row_number() OVER (
        PARTITION BY loaded.company_id, loaded.order_id ORDER BY recorded_at DESC NULLS LAST
    ) AS age
    FROM loaded
    ANTI JOIN tied ON tied.company_id = loaded.company_id AND tied.order_id = loaded.order_id
    WHERE again
)
WHERE age = 1
UNION ALL
SELECT * EXCLUDE (age) FROM settled WHERE age = 1
