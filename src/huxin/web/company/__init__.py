"""The company's desk: what it has to do and by when, its filings, its answers, its keys."""
