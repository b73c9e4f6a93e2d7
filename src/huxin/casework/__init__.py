"""Casework: cases, acts, deadlines, letters, payments."""
