"""三: findings from order records, what becomes of them, and the city's figures."""
