"""Pages of agreements: written, signed, filed."""
