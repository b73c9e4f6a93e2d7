"""Other people's files as records of the contract: a mapping file for any table, and the national interfaces."""
