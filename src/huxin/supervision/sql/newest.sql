-- Of an order that was sent more than once the version that counts: the one recorded last; of two recorded at once the
-- one with the greater digest.  A version without a time of recording is the oldest.
WITH candidates AS (
    SELECT loaded.*, '' AS digest
    FROM loaded
    ANTI JOIN tied ON tied.company_id = loaded.company_id AND tied.order_id = loaded.order_id
    WHERE again
    UNION ALL
    SELECT * FROM versions
)
SELECT * EXCLUDE (age, digest)
FROM (
    SELECT *,
        row_number() OVER (PARTITION BY company_id, order_id ORDER BY recorded_at DESC NULLS LAST, digest DESC, worker) AS age
    FROM candidates
)
WHERE age = 1
