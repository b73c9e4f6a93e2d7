"""The `huxin` command."""
