"""Views of the workbench, one file a page."""
