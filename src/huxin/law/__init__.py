"""The law floor: packs, rules, explanations, calendars, clocks.  Plain Python without Django."""

from huxin.law.errors import InputError, PackError, Problem
from huxin.law.evaluate import Evaluation, evaluate
from huxin.law.lookups import Adoption
from huxin.law.pack.load import load_pack, pack_folders
from huxin.law.pack.model import Pack
from huxin.law.render import render_text

__all__ = [
    "Adoption",
    "Evaluation",
    "InputError",
    "Pack",
    "PackError",
    "Problem",
    "evaluate",
    "load_pack",
    "pack_folders",
    "render_text",
]
