"""Files of cases: kept, previewed, scanned for viruses, without an account, with receipts."""
