-- Of an order that was sent more than once the version that counts: the one recorded last; of two recorded at once the
-- one with the greater digest.  A version without a time of recording is the oldest.
SELECT * EXCLUDE (age)
FROM (
    SELECT *,
        row_number() OVER (PARTITION BY company_id, order_id ORDER BY recorded_at DESC NULLS LAST, digest DESC, worker) AS age
    FROM loaded
    WHERE again
)
WHERE age = 1
