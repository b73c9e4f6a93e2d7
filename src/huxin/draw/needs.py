"""What a double-random draw takes from a pack."""

from huxin.law.pack.needs import needs

needs("draw", parameter=["inspection.officers"])
