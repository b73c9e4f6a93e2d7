"""Pages of injury cover."""
