"""The pack in force: which city, which version, how another is adopted."""
