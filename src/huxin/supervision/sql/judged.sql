-- Every version of every order with its interval of work [began_at, ended_at), as far as it has one.
-- An order has none when it was never closed, was closed before it began or lasted longer than is plausible;
-- a trade without a longest duration is not judged.  It touches the days from that of first_at to that of last_at.
WITH timed AS (
    SELECT
        sent.*,
        coalesce(started_at, accepted_at) AS began_at,
        coalesce(completed_at, cancelled_at) AS closed_at
    FROM sent
    WHERE order_id IS NOT NULL AND company_id IS NOT NULL AND worker_name IS NOT NULL AND accepted_at IS NOT NULL
),
faulty AS (
    SELECT
        timed.*, workers.worker,
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
)
SELECT
    *,
    least(accepted_at, began_at) AS first_at,
    greatest(accepted_at, began_at, coalesce(closed_at, accepted_at)) AS last_at,
    CASE WHEN fault IS NULL THEN closed_at END AS ended_at,
    (began_at + 28800000) // 86400000 AS day,
    cover_no IS NOT NULL AND cover_no <> '' AS has_cover_no
FROM faulty
