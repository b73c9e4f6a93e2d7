"""People: persons, companies, their records, consents and corrections."""
