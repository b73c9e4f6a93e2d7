"""How a result is told: why, and what would change it; JSON, text and HTML; for laypeople and for auditors."""
