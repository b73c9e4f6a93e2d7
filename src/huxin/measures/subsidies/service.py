"""What the roof may use of the subsidy."""

from huxin.measures.subsidies.facts import ITEM, estimate_facts, left_out

__all__ = ["ITEM", "estimate_facts", "left_out"]
