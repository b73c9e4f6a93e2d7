"""The registry: accounts, people, companies, scopes."""
