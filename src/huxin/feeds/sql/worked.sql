-- The orders of some people in some files: of an order that was sent more than once the version recorded last.
SELECT people.person, company_id, trade, accepted_at, order_id, cover_no
FROM read_parquet({files}, union_by_name = true) AS orders
JOIN people ON people.key = orders.worker_id
WHERE ($company IS NULL OR company_id = $company) AND status <> 'cancelled'
QUALIFY row_number() OVER (
    PARTITION BY company_id, order_id ORDER BY recorded_at DESC NULLS LAST, row_digest DESC
) = 1
ORDER BY people.person, company_id, accepted_at, order_id
