"""One case: filed, acted on, read, handed over; who sees what of it and who may do what."""
