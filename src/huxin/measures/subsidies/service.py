"""What the roof may use of the subsidy."""

from huxin.measures.subsidies.facts import CATEGORIES, ITEM, FiveAnswers, estimate_facts, left_out
from huxin.measures.subsidies.letter import spans

__all__ = ["CATEGORIES", "ITEM", "FiveAnswers", "estimate_facts", "left_out", "spans"]
