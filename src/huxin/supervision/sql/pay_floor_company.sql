-- The same floor for a company as a whole: pay of all its workers over order time and time on call together.
-- On-call records name no county, so the floor is the mean over order time.  A company without them is not judged.
WITH online AS (
    SELECT worker, company_id, online_at, offline_at
    FROM oncall
    WHERE offline_at > online_at AND offline_at - online_at <= $longest_online_ms
      AND online_at >= $month_from_ms AND online_at < $month_to_ms
),
paid AS (
    SELECT
        company_id,
        min(began_at) AS started_at,
        max(ended_at) AS ended_at,
        sum(net_fen) AS pay_fen,
        sum(added_ms) AS worked_ms,
        sum(added_ms * floor_fen) AS due_fen_ms,
        min(source_no) AS source_no,
        bool_or(doubtful) AS doubtful
    FROM paid_time
    GROUP BY company_id
),
-- Order time without overlaps, and time on call, of one worker at one company: their union counts.
present AS (
    SELECT worker, company_id, ended_at - added_ms AS from_ms, ended_at AS to_ms FROM paid_time WHERE added_ms > 0
    UNION ALL
    SELECT worker, company_id, online_at, offline_at FROM online
),
present_chain AS (
    SELECT company_id, from_ms, to_ms,
        max(to_ms) OVER (
            PARTITION BY worker, company_id ORDER BY from_ms, to_ms
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS free_at
    FROM present SEMI JOIN online USING (worker, company_id)
),
-- Who was never on call at a company was present for the orders alone.
presence AS (
    SELECT company_id, sum(present_ms) AS present_ms
    FROM (
        SELECT company_id, greatest(0, to_ms - greatest(from_ms, coalesce(free_at, from_ms))) AS present_ms
        FROM present_chain
        UNION ALL
        SELECT company_id, added_ms FROM paid_time ANTI JOIN online USING (worker, company_id)
    )
    GROUP BY company_id
)
SELECT
    NULL::INTEGER AS worker,
    [company_id] AS companies,
    NULL AS county,
    started_at,
    ended_at,
    pay_fen::DOUBLE * 3600000 / present_ms AS measure,
    due_fen_ms::DOUBLE / worked_ms AS threshold,
    'fen/hour' AS unit,
    []::VARCHAR[] AS order_ids,
    source_no,
    CASE WHEN doubtful THEN 'pay.hourly_floor' END AS doubt,
    company_id || '/' || $month AS subject,
    pay_fen::BIGINT AS ev_pay_fen,
    present_ms / 60000.0 AS ev_minutes,
    threshold AS ev_floor_fen_per_hour
FROM paid
JOIN presence USING (company_id)
WHERE company_id IN (SELECT company_id FROM online)
  AND worked_ms > 0
  AND started_at >= $from_ms AND started_at < $to_ms
  AND pay_fen * 3600000::HUGEINT * worked_ms < due_fen_ms::HUGEINT * present_ms
