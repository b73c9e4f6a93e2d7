"""What the roof may use of the subsidy."""

from huxin.measures.subsidies.facts import CATEGORIES, ITEM, FiveAnswers, estimate_facts, left_out

__all__ = ["CATEGORIES", "ITEM", "FiveAnswers", "estimate_facts", "left_out"]
