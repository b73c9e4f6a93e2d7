"""Severe weather 恶劣天气: warnings in, orders out, platforms told, what is in force."""
