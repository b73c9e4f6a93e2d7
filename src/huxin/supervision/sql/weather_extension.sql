-- Orders accepted before a warning came into force and open at that moment, whose deadline was not extended as the
-- warning demands.  An order without a promised deadline is not judged; one without an extension kept its old deadline.
WITH demanded AS (
    SELECT DISTINCT warning_id, county, from_ms, extend_ms, extend_doubt FROM in_force WHERE extend_ms IS NOT NULL
),
short AS (
    SELECT
        orders.*, basis.source_no, demanded.warning_id, demanded.from_ms, demanded.extend_ms, demanded.extend_doubt,
        coalesce(extended_to, promised_at) - promised_at AS extended_ms,
        row_number() OVER (
            PARTITION BY company_id, order_id ORDER BY demanded.from_ms, demanded.warning_id
        ) AS place
    FROM orders
    JOIN basis ON basis.key = orders.trade
    JOIN demanded
        ON demanded.county = orders.county
       AND orders.accepted_at < demanded.from_ms
       AND orders.ended_at > demanded.from_ms
    WHERE promised_at IS NOT NULL AND coalesce(extended_to, promised_at) < promised_at + demanded.extend_ms
)
-- One finding per order: the first warning that it fell short of.
SELECT
    worker,
    [company_id] AS companies,
    county,
    from_ms AS started_at,
    ended_at,
    extended_ms / 60000.0 AS measure,
    extend_ms / 60000.0 AS threshold,
    'minute' AS unit,
    [order_id] AS order_ids,
    source_no,
    extend_doubt AS doubt,
    company_id || '/' || order_id AS subject,
    warning_id AS ev_warning_id,
    order_id AS ev_order_id
FROM short
WHERE place = 1 AND from_ms >= $from_ms AND from_ms < $to_ms
