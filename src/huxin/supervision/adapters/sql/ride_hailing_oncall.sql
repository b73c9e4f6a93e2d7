-- Time on call: from a login to the next logout of the same driver at the same company.  A login that is followed by
-- another login before any logout has no end, and is left out; so is a logout without a login.
WITH marks AS (
    SELECT interface_company, worker_id, online_at AS moment, 0 AS logout FROM operateLogin
    UNION
    SELECT interface_company, worker_id, offline_at, 1 FROM operateLogout
),
following AS (
    SELECT *,
        lead(moment) OVER mine AS next_moment,
        lead(logout) OVER mine AS next_logout
    FROM marks
    WINDOW mine AS (PARTITION BY interface_company, worker_id ORDER BY moment, logout DESC)
)
SELECT coalesce(company.company_id, interface_company) AS company_id, worker_id, 'licence' AS worker_id_kind,
    moment AS online_at, next_moment AS offline_at
FROM following LEFT JOIN company USING (interface_company)
WHERE logout = 0 AND next_logout = 1
ORDER BY company_id, worker_id, online_at
