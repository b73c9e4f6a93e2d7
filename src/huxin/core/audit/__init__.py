"""The log: a chain of entries, signed roots, the verifier that anybody can run."""
