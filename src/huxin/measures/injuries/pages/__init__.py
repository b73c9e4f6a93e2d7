"""Pages of an accident and what follows from it."""
