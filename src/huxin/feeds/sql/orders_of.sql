-- The orders of one worker in some files: of an order that was sent more than once the version recorded last.
SELECT order_id, company_id, trade, status, county, accepted_at, completed_at, cancelled_at, cover_no, row_digest,
    parse_filename(filename, true) AS part
FROM read_parquet({files}, filename = true)
WHERE worker_id = $key
QUALIFY row_number() OVER (
    PARTITION BY company_id, order_id ORDER BY recorded_at DESC NULLS LAST, row_digest DESC
) = 1
ORDER BY accepted_at, company_id, order_id
LIMIT $most
