"""The law floor: packs, rules, explanations, calendars, clocks.  Plain Python without Django."""

from huxin.law.errors import InputError, PackError, Problem
from huxin.law.evaluation.evaluate import Evaluation, evaluate
from huxin.law.evaluation.lookups import Adoption
from huxin.law.evaluation.result import decision_record, evaluate_again, explain_again
from huxin.law.explanation.html import render_html
from huxin.law.explanation.text import render_text
from huxin.law.explanation.tree import explained
from huxin.law.pack.folders import pack_folders
from huxin.law.pack.load import load_pack
from huxin.law.pack.model import Pack

__all__ = [
    "Adoption",
    "Evaluation",
    "InputError",
    "Pack",
    "PackError",
    "Problem",
    "decision_record",
    "evaluate",
    "evaluate_again",
    "explain_again",
    "explained",
    "load_pack",
    "pack_folders",
    "render_html",
    "render_text",
]
