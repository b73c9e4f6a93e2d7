-- What the orders of one company add up to, each in the version recorded last: counts and sums alone, of nobody.
WITH newest AS (
    SELECT worker_id, status, worker_pay_fen, penalty_fen
    FROM read_parquet({files}, union_by_name = true)
    WHERE company_id = $company AND accepted_at >= $begin AND accepted_at < $end
    QUALIFY row_number() OVER (PARTITION BY order_id ORDER BY recorded_at DESC NULLS LAST, row_digest DESC) = 1
)
SELECT
    count(*) FILTER (status = 'completed'),
    count(DISTINCT worker_id),
    sum(worker_pay_fen) FILTER (status = 'completed'),
    quantile_disc(worker_pay_fen, 0.5) FILTER (status = 'completed'),
    count(*) FILTER (penalty_fen > 0),
    sum(penalty_fen)
FROM newest
