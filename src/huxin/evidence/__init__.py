"""Evidence: files hashed as they come in, kept encrypted, with custody and receipts."""
