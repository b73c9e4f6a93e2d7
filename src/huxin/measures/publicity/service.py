"""What the roof may use of publicity."""

from huxin.measures.publicity.guides import Guide, by_trade, situations
from huxin.measures.publicity.paper import KINDS, paper
from huxin.measures.publicity.quiz import Question, questions

__all__ = ["KINDS", "Guide", "Question", "by_trade", "paper", "questions", "situations"]
