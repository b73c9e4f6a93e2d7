"""Whether the table tests of the packs notice a rule that is a little wrong: 95 of 100 mutants must be caught.

``HUXIN_MUTANTS`` says how many are tried (default a sample; 0 means all); survivors are written to ``var/mutants.txt``.
"""

from __future__ import annotations

import os
import random
from collections import defaultdict
from pathlib import Path

from huxin.law import Pack, load_pack
from huxin.law.evaluation.compiled import RuleError
from huxin.law.pack.tables import differences
from tests.mutation.mutants import Mutant, mutants

COUNT = int(os.environ.get("HUXIN_MUTANTS", "60"))
LEAST = 0.95
REPORT = Path(__file__).resolve().parents[2] / "var" / "mutants.txt"


def caught(mutant: Mutant, tests: dict[str, list]) -> bool:
    """A test that fails, or rules that do not even load."""
    try:
        return any(next(differences(mutant.pack, test), None) is not None for test in tests[mutant.item])
    except (RuleError, ValueError, TypeError, ArithmeticError, LookupError, AttributeError):
        return True


def by_item(pack: Pack) -> dict[str, list]:
    found = defaultdict(list)
    for test in pack.tests:
        found[test.item].append(test)
    return found


def test_a_rule_that_is_a_little_wrong_is_noticed() -> None:
    pack = load_pack()
    every = list(mutants(pack))
    tried = random.Random(135).sample(every, COUNT) if 0 < COUNT < len(every) else every
    tests = by_item(pack)
    survivors = [one for one in tried if not caught(one, tests)]
    lines = [f"{one.item}  {one.where}\n    {one.before.strip()}\n    {one.after}" for one in survivors]
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(
        "\n".join([f"{len(tried) - len(survivors)} of {len(tried)} caught", *lines]) + "\n", encoding="utf-8"
    )
    print(f"{len(tried) - len(survivors)} of {len(tried)} mutants caught ({len(every)} in all)")
    assert len(tried) - len(survivors) >= LEAST * len(tried), "\n".join(lines[:40])
