"""The needs of every room, gathered without starting the service: each ``needs.py`` is imported, nothing else."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path

from huxin.law.pack.folders import pack_folders
from huxin.law.pack.model import Pack
from huxin.law.pack.needs import Need, declared

HUXIN = Path(__file__).resolve().parents[1]


@cache
def all_needs() -> tuple[Need, ...]:
    """What the code of this program takes from a pack.  A room that is taken out takes its needs along."""
    for path in sorted(HUXIN.rglob("needs.py")):
        room = path.parent.relative_to(HUXIN).parts
        if room not in (("cli",), ("law", "pack")):
            importlib.import_module(".".join(("huxin", *room, "needs")))
    return tuple(declared())


def templates_of(pack: Pack) -> frozenset[str]:
    """The names of the texts of letters that a pack and its parents hold."""
    folders = pack_folders()
    return frozenset(path.stem for one in pack.chain for path in (folders[one] / "letters").glob("*.typ"))
