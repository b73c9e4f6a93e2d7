-- Orders that carry no cover reference, with what the cover lists say of them.
-- Whether somebody is employed decides between regime A and the others, and the orders do not say it.  It is taken as
-- known where the company's cover list names the worker, or another order of the day carries a cover reference.
WITH bare AS (
    SELECT
        worker, company_id, order_id, trade, county, accepted_at, ended_at,
        (accepted_at + 28800000) // 86400000 AS day
    FROM orders
    WHERE NOT has_cover_no AND accepted_at >= $from_ms AND accepted_at < $to_ms
),
listed AS (
    SELECT
        bare.company_id, bare.order_id,
        bool_or(cover.kind = 'A' AND cover.from_ms <= accepted_at
            AND coalesce(cover.to_ms > accepted_at, true)) AS employed,
        bool_or(cover.kind <> 'A' AND cover.from_ms <= accepted_at
            AND coalesce(cover.to_ms > accepted_at, true)) AS covered,
        bool_or(cover.kind <> 'A') AS named
    FROM bare
    JOIN cover ON cover.company_id = bare.company_id AND cover.worker = bare.worker
    GROUP BY bare.company_id, bare.order_id
),
referred AS (
    SELECT DISTINCT worker, company_id, (accepted_at + 28800000) // 86400000 AS day
    FROM orders SEMI JOIN bare USING (worker, company_id)
    WHERE has_cover_no
)
SELECT
    bare.worker, bare.company_id, bare.order_id, bare.county, bare.accepted_at, bare.ended_at, bare.day,
    regimes.regime, regimes.doubt,
    CASE
        WHEN listed.covered THEN 'covered'
        WHEN listed.employed THEN 'employed'
        WHEN regimes.regime = 'none' THEN 'no_regime'
        WHEN regimes.regime IS NULL THEN 'regime_unknown'
        WHEN listed.named OR referred.worker IS NOT NULL THEN 'gap'
        ELSE 'labour_relation_unknown'
    END AS state
FROM bare
LEFT JOIN regimes ON regimes.company_id = bare.company_id AND regimes.trade = bare.trade
LEFT JOIN listed ON listed.company_id = bare.company_id AND listed.order_id = bare.order_id
LEFT JOIN referred
    ON referred.worker = bare.worker AND referred.company_id = bare.company_id AND referred.day = bare.day
