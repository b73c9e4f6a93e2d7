-- Workers of a delivery with their keys.  A record that does not say what kind of number it carries is taken for a card
-- where it looks like one, else for the company's own number.
SELECT company_id, worker_id, sent_kind, worker_id_kind, {key} AS worker_key
FROM (
    SELECT *, {name} AS worker_name
    FROM (
        SELECT DISTINCT company_id, worker_id, worker_id_kind AS sent_kind, NULL::BIGINT AS landed_at,
            coalesce(worker_id_kind, CASE WHEN regexp_full_match(worker_id, '[0-9]{{17}}[0-9X]') THEN 'id_card'
                ELSE 'stable_key' END) AS worker_id_kind
        FROM accepted
    )
)
