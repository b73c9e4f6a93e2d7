"""For those who run the service: is it up, is it ready, what waits, what failed."""
