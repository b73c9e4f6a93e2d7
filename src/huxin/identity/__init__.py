"""Identity: accounts, roles, signing in, who acts and who may enter."""
