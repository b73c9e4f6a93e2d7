"""Pages of group disputes and of the way into a dispute."""
