"""The core: a sealed log, jobs, idempotent replies, keys, limits; it knows no person."""
