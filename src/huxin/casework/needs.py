"""What casework takes from a pack, whatever the procedure."""

from huxin.law.pack.needs import needs

needs("casework", parameter=["decision.difference_limit", "evidence.unclaimed_days"])
