-- Orders that were sent more than once: corrections, late versions, resent files.
-- They are few, so that all other orders need no sorting.
SELECT company_id, order_id
FROM sent
WHERE order_id IS NOT NULL AND company_id IS NOT NULL AND worker_name IS NOT NULL AND accepted_at IS NOT NULL
GROUP BY company_id, order_id
HAVING count(*) > 1
