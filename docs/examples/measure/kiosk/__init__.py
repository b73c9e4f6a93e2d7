"""A measure of a city's own: where the kiosks stand that print letters."""
