"""Pages around signing in, for everybody: second factor, password, single sign-on."""
