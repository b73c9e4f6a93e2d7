"""How long things are kept: disposal under the schedule, erasure, and a person's own data."""
