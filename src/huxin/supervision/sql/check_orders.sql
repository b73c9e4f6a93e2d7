-- Faults of order records across fields.  One row per fault: what was got, what is wanted, and how to mend it.
-- typed holds the values, and the same as they came behind "sent_"; times in milliseconds, money in fen.
WITH timed AS (
    SELECT *,
        coalesce(started_at, accepted_at) AS began_at,
        coalesce(completed_at, cancelled_at) AS closed_at,
        start_lng BETWEEN $south AND $north AND start_lat BETWEEN $west AND $east AS start_swapped,
        end_lng BETWEEN $south AND $north AND end_lat BETWEEN $west AND $east AS end_swapped
    FROM typed
)
SELECT row, 'order_id' AS field, 'id_too_long' AS reason, 'quarantined' AS treatment,
    order_id AS got, 'at most 64 characters' AS wanted, 'Send the number of the order itself.' AS fix
FROM timed WHERE length(order_id) > 64
UNION ALL
SELECT row, 'company_id', 'other_company', 'quarantined', company_id, $company, 'company_id = ' || $company
FROM timed WHERE company_id <> $company
UNION ALL
SELECT row, 'company_id', 'bad_company', 'flagged', company_id, '18 characters with a right check character',
    'Compare the code with the business licence.'
FROM timed WHERE company_id = $company AND NOT $company_fits
UNION ALL
SELECT row, 'completed_at', 'closed_before_accepted', 'quarantined',
    coalesce(sent_completed_at, sent_cancelled_at),
    coalesce(sent_started_at, sent_accepted_at),
    'Exchange the two times if they were mixed up.'
FROM timed WHERE closed_at < began_at
UNION ALL
SELECT row, 'completed_at', 'zero_minutes', 'flagged', '0 minutes', 'an end after the start',
    'Send the time at which the order really ended.'
FROM timed WHERE closed_at = began_at
UNION ALL
SELECT row, 'completed_at', 'open_too_long', 'flagged',
    (coalesce(closed_at, recorded_at) - began_at) // 60000 || ' minutes', 'at most ' || longest.minutes || ' minutes',
    'Close the order, and send it again with a later recorded_at.'
FROM timed JOIN longest ON longest.trade = timed.trade
WHERE coalesce(closed_at, recorded_at) - began_at > longest.minutes * 60000
UNION ALL
SELECT row, 'status', 'status_mismatch', 'flagged', status,
    CASE status WHEN 'open' THEN 'an open order without an end' ELSE 'an end for an order that is ' || status END,
    CASE WHEN status <> 'cancelled' AND cancelled_at IS NOT NULL THEN 'status = cancelled'
        WHEN completed_at IS NOT NULL THEN 'status = completed'
        WHEN status = 'cancelled' THEN 'cancelled_at = the time at which it was cancelled'
        ELSE 'completed_at = the time at which it ended' END
FROM timed
WHERE (status = 'completed' AND completed_at IS NULL) OR (status = 'cancelled' AND cancelled_at IS NULL)
   OR (status = 'open' AND closed_at IS NOT NULL)
UNION ALL
SELECT row, 'distance_m', 'zero_distance', 'flagged', '0', 'a distance in metres', 'Leave it out where it is not known.'
FROM timed WHERE distance_m = 0
UNION ALL
SELECT row, 'start_lng', 'swapped_coordinates', 'flagged', round(start_lng, 2) || ', ' || round(start_lat, 2),
    'longitude first', 'start_lng = ' || round(start_lat, 2) || ', start_lat = ' || round(start_lng, 2)
FROM timed WHERE start_swapped
UNION ALL
SELECT row, 'end_lng', 'swapped_coordinates', 'flagged', round(end_lng, 2) || ', ' || round(end_lat, 2),
    'longitude first', 'end_lng = ' || round(end_lat, 2) || ', end_lat = ' || round(end_lng, 2)
FROM timed WHERE end_swapped
UNION ALL
SELECT row, 'start_lng', 'outside_city', 'flagged', round(start_lng, 2) || ', ' || round(start_lat, 2),
    'a point in the city', 'Check the point and its crs.'
FROM timed
WHERE NOT start_swapped AND abs(start_lng) <= 180 AND abs(start_lat) <= 180
  AND NOT (start_lng BETWEEN $west AND $east AND start_lat BETWEEN $south AND $north)
UNION ALL
SELECT row, 'end_lng', 'outside_city', 'flagged', round(end_lng, 2) || ', ' || round(end_lat, 2),
    'a point in the city', 'Check the point and its crs.'
FROM timed
WHERE NOT end_swapped AND abs(end_lng) <= 180 AND abs(end_lat) <= 180
  AND NOT (end_lng BETWEEN $west AND $east AND end_lat BETWEEN $south AND $north)
UNION ALL
SELECT row, 'start_lng', 'half_a_point', 'flagged', round(coalesce(start_lng, start_lat), 2)::VARCHAR, 'longitude and latitude',
    'Send both or none.'
FROM timed WHERE (start_lng IS NULL) <> (start_lat IS NULL) OR (end_lng IS NULL) <> (end_lat IS NULL)
UNION ALL
SELECT row, 'crs', 'unknown_crs', 'flagged', coalesce(sent_crs, 'nothing'), 'wgs84, gcj02, bd09 or cgcs2000',
    'crs = gcj02 where the points come from a Chinese map service.'
FROM timed
WHERE (start_lng IS NOT NULL OR end_lng IS NOT NULL)
  AND (crs IS NULL OR crs NOT IN ('wgs84', 'gcj02', 'bd09', 'cgcs2000'))
UNION ALL
SELECT row, 'penalty_reason', 'penalty_without_reason', 'flagged', sent_penalty_fen,
    'late, refused, complaint or other', 'Say what the deduction was for.'
FROM timed WHERE penalty_fen > 0 AND penalty_reason IS NULL
UNION ALL
SELECT row, 'worker_id', 'bad_card', 'flagged', sent_worker_id, '18 characters with a right check character',
    'Check the number with the worker.'
FROM timed SEMI JOIN (
    SELECT worker_id FROM (SELECT DISTINCT worker_id FROM typed WHERE worker_id IS NOT NULL)
    WHERE NOT (regexp_full_match(worker_id, '[0-9]{17}[0-9X]') AND substr('10X98765432', 1 + (
        7 * ascii(worker_id[1]) + 9 * ascii(worker_id[2]) + 10 * ascii(worker_id[3]) + 5 * ascii(worker_id[4])
        + 8 * ascii(worker_id[5]) + 4 * ascii(worker_id[6]) + 2 * ascii(worker_id[7]) + ascii(worker_id[8])
        + 6 * ascii(worker_id[9]) + 3 * ascii(worker_id[10]) + 7 * ascii(worker_id[11]) + 9 * ascii(worker_id[12])
        + 10 * ascii(worker_id[13]) + 5 * ascii(worker_id[14]) + 8 * ascii(worker_id[15]) + 4 * ascii(worker_id[16])
        + 2 * ascii(worker_id[17]) - 48 * 100
    ) % 11, 1) = worker_id[18])
) AS bad USING (worker_id)
WHERE worker_id_kind IN ('id_card', 'licence')
UNION ALL
SELECT row, 'order_id', reason, 'flagged', order_id, wanted, fix
FROM (
    SELECT row, order_id,
        CASE
            WHEN row_number() OVER same > 1 THEN 'duplicate'
            WHEN lag(recorded_at) OVER versions = recorded_at THEN 'conflicting_version'
            ELSE 'correction'
        END AS reason,
        CASE WHEN row_number() OVER same > 1 THEN 'every record once' ELSE 'one version, or later ones' END AS wanted,
        CASE WHEN row_number() OVER same > 1 THEN 'Nothing to do: it counts once.'
            ELSE 'Nothing to do where recorded_at is later: the newest counts.' END AS fix,
        row_number() OVER versions AS version
    FROM (
        SELECT row, timed.company_id, timed.order_id, recorded_at, digest
        FROM timed JOIN repeated_orders AS repeated
            ON repeated.order_id = timed.order_id AND repeated.company_id IS NOT DISTINCT FROM timed.company_id
    )
    WINDOW
        same AS (PARTITION BY company_id, order_id, recorded_at, digest ORDER BY row),
        versions AS (PARTITION BY company_id, order_id ORDER BY recorded_at, digest, row)
)
WHERE version > 1
