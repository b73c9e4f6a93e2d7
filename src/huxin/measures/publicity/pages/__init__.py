"""Pages of guides and campaigns."""
