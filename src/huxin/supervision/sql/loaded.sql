-- The orders that touch the days in view, each with its interval of work [began_at, ended_at).
-- An order has none when it was never closed, was closed before it began or lasted longer than is plausible;
-- a trade without a longest duration is not judged.
-- Of an order that was sent more than once every version comes along, in view or not: newest.sql chooses among them.
WITH timed AS (
    SELECT
        sent.*,
        repeated.order_id IS NOT NULL AS again,
        coalesce(started_at, accepted_at) AS began_at,
        coalesce(completed_at, cancelled_at) AS closed_at,
        least(accepted_at, coalesce(started_at, accepted_at)) < $view_to_ms
            AND greatest(
                accepted_at, coalesce(started_at, accepted_at), coalesce(completed_at, cancelled_at, accepted_at)
            ) >= $view_from_ms AS in_view
    FROM sent LEFT JOIN repeated USING (company_id, order_id)
    WHERE sent.order_id IS NOT NULL AND sent.company_id IS NOT NULL
      AND sent.worker_name IS NOT NULL AND sent.accepted_at IS NOT NULL
),
judged AS (
    SELECT
        timed.*,
        workers.worker,
        CASE
            WHEN longest.longest_ms IS NULL THEN 'not_judged'
            WHEN closed_at IS NULL THEN 'unclosed'
            WHEN closed_at < began_at THEN 'reversed'
            WHEN closed_at - began_at > longest.longest_ms THEN 'too_long'
        END AS fault
    FROM timed
    JOIN workers USING (worker_name)
    LEFT JOIN longest
        ON longest.trade = timed.trade AND began_at >= longest.from_ms AND began_at < longest.to_ms
    WHERE in_view OR again
)
SELECT
    worker, company_id, order_id, trade, county, stable_key, accepted_at, began_at, fault,
    CASE WHEN fault IS NULL THEN closed_at END AS ended_at,
    (began_at + 28800000) // 86400000 AS day,
    picked_up_at, promised_at, extended_to, distance_m,
    worker_pay_fen, penalty_fen, penalty_reason,
    cover_no IS NOT NULL AND cover_no <> '' AS has_cover_no,
    CASE WHEN again THEN recorded_at END AS recorded_at, again, in_view,
    CASE WHEN again THEN coalesce(row_digest, {row_digest}) END AS digest
FROM judged
-- Rows of one worker lie together: every text below goes through them worker by worker.
ORDER BY worker, began_at
