"""The HTTP API for programs, assembled from the rooms' own ``api.py``."""
