"""The roof: pages for workers and for officers."""
