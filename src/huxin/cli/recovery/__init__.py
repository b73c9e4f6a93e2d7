"""Backups, putting them back, and the proof that it works."""
