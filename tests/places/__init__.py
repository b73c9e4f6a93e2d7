"""Places: the command, the register, the pages."""
