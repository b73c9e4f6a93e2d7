"""The ledger: a sealed log, idempotent replies, evidence files."""
