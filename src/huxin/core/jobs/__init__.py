"""Work that waits in rows, and work that comes back."""
