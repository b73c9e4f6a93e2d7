"""Records as a company sends them: accepted, accepted with a flag, quarantined with a reason, or a file refused."""
