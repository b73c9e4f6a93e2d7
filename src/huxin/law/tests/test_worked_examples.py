"""手算的例子: for each item ten worked examples with the working written above them, and all of them right."""

from __future__ import annotations

import re
from collections import Counter

from huxin.law import load_pack
from huxin.law.pack.folders import PACKS

FEWEST = 10
_EXAMPLE = re.compile(r"^ *#.*\d.*\n *- name: .*\n *item: (\S+)$", re.MULTILINE)
"""A working is the comment directly above an example and holds the figures or days that it turns on."""


def test_every_item_has_its_worked_examples_at_the_lines() -> None:
    found: Counter[str] = Counter()
    for path in PACKS.glob("*/tests/*.yaml"):
        found.update(_EXAMPLE.findall(path.read_text(encoding="utf-8")))
    assert {name: found[name] for name in load_pack("wenzhou").items if found[name] < FEWEST} == {}
