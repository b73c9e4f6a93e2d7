-- Weather warnings as the lake holds them.
SELECT *, $landed_at AS landed_at FROM (SELECT * EXCLUDE (row) FROM accepted)
