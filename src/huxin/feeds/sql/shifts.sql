-- When and for how much one worker worked, in some files: of an order that was sent more than once the version recorded last.
SELECT company_id, trade, county, coalesce(started_at, accepted_at), coalesce(completed_at, cancelled_at),
    worker_pay_fen, penalty_fen
FROM read_parquet({files}, union_by_name = true)
WHERE worker_id = $key
QUALIFY row_number() OVER (
    PARTITION BY company_id, order_id ORDER BY recorded_at DESC NULLS LAST, row_digest DESC
) = 1
ORDER BY 4, company_id, order_id
