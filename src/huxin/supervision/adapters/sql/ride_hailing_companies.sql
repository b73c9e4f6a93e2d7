-- Companies by the newest message about each; one that was deleted (Flag 3) is gone.
SELECT company_id, platform
FROM (
    SELECT * FROM baseInfoCompany
    QUALIFY row_number() OVER (PARTITION BY interface_company ORDER BY updated_at DESC NULLS LAST) = 1
)
WHERE flag IS DISTINCT FROM '3'
ORDER BY company_id
