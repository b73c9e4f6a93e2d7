"""Lists that companies and offices send: read row by row, what was refused given back to mend."""
