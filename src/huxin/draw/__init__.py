"""Draws of inspections 双随机抽查 that anybody can repeat.  Plain Python without Django, database or clock."""

from huxin.draw.commitment import commit
from huxin.draw.directories import Inspector, Target
from huxin.draw.inputs import Inputs, read_inputs
from huxin.draw.least import check_least, least_inspectors
from huxin.draw.numbers import ALGORITHM
from huxin.draw.record import open_commitment, run
from huxin.draw.text import render
from huxin.draw.verify import DrawVerdict, verify

__all__ = [
    "ALGORITHM",
    "DrawVerdict",
    "Inputs",
    "Inspector",
    "Target",
    "check_least",
    "commit",
    "least_inspectors",
    "open_commitment",
    "read_inputs",
    "render",
    "run",
    "verify",
]
