"""Pages of money that somebody can get, and of paying it out."""
