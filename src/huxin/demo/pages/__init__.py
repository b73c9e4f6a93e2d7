"""Pages of the invented city: three minutes for each role."""
