"""Other people's files made into the records of the contract: a mapping file for any table, and the national interfaces."""
