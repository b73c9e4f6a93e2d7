"""What the roof may use of publicity."""

from huxin.measures.publicity.guides import GuidePage, by_trade, situations
from huxin.measures.publicity.paper import KINDS, paper
from huxin.measures.publicity.quiz import QuizQuestion, questions
from huxin.measures.publicity.reach import CAMPAIGN, CHANNELS, Reached, note_opened, note_quiz, reach_of, running

__all__ = [
    "CAMPAIGN",
    "CHANNELS",
    "KINDS",
    "GuidePage",
    "QuizQuestion",
    "Reached",
    "by_trade",
    "note_opened",
    "note_quiz",
    "paper",
    "questions",
    "reach_of",
    "running",
    "situations",
]
