"""Requests: limits, the log line, problem documents, nothing kept by a cache."""
