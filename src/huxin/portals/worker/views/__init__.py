"""Views of the worker's pages, one file a journey."""
