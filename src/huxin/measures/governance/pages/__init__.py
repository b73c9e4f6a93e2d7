"""Pages of findings, figures and a worker's own hours."""
