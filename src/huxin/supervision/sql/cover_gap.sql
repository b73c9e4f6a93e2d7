-- Orders of regime C without cover, one by one; work under regime B without cover, by worker, company and local day.
SELECT
    worker,
    [company_id] AS companies,
    county,
    accepted_at AS started_at,
    ended_at,
    1.0 AS measure,
    0.0 AS threshold,
    'order' AS unit,
    [order_id] AS order_ids,
    basis.source_no,
    cover_state.doubt,
    company_id || '/' || order_id AS subject,
    regime AS ev_regime,
    order_id AS ev_order_id,
    NULL::BIGINT AS ev_day
FROM cover_state JOIN basis ON basis.key = cover_state.regime
WHERE state = 'gap' AND regime = 'C'
UNION ALL
SELECT
    worker,
    [company_id] AS companies,
    first(county ORDER BY accepted_at, order_id) AS county,
    day * 86400000 - 28800000 AS started_at,
    day * 86400000 + 57600000 AS ended_at,
    count(*)::DOUBLE AS measure,
    0.0 AS threshold,
    'order' AS unit,
    list(order_id ORDER BY accepted_at, order_id) AS order_ids,
    min(basis.source_no) AS source_no,
    max(cover_state.doubt) AS doubt,
    company_id AS subject,
    'B' AS ev_regime,
    NULL AS ev_order_id,
    day AS ev_day
FROM cover_state JOIN basis ON basis.key = cover_state.regime
WHERE state = 'gap' AND regime = 'B'
GROUP BY worker, company_id, day
