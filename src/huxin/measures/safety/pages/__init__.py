"""Pages of severe weather, safety ledgers and platform rules."""
