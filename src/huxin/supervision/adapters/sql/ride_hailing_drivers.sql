-- Drivers with the company of their written agreement and its dates, by the newest message about each.
SELECT coalesce(company.company_id, interface_company) AS company_id, worker_id, 'licence' AS worker_id_kind,
    contract_company, contract_on, contract_off
FROM (
    SELECT * FROM baseInfoDriver
    QUALIFY row_number() OVER (
        PARTITION BY interface_company, worker_id ORDER BY updated_at DESC NULLS LAST
    ) = 1
) LEFT JOIN company USING (interface_company)
WHERE flag IS DISTINCT FROM '3'
ORDER BY company_id, worker_id
