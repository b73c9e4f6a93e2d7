"""Pages of double-random inspections: directories, draws, site."""
