"""The fewest inspectors that the law lets go together, by the pack."""

from __future__ import annotations

from datetime import date
from typing import Final

from huxin.draw.inputs import Inputs
from huxin.law import Pack
from huxin.law.errors import InputError
from huxin.law.evaluation.lookups import PackLookups

LEAST: Final = "inspection.officers"


def least_inspectors(pack: Pack, day: date) -> int:
    """How many the pack's law asks for on a day (劳动保障监察条例 art. 16); 1 where it leaves it to the plan."""
    if LEAST not in pack.parameters:
        return 1
    least = PackLookups(pack, {}, {}, ()).parameter(LEAST, day, None)
    return least if isinstance(least, int) else 1


def check_least(inputs: Inputs, pack: Pack, day: date) -> None:
    """Raises InputError for a plan that sends fewer."""
    least = least_inspectors(pack, day)
    if inputs.plan.inspectors_each < least:
        hint = f"{pack.parameters[LEAST].values[-1].source} asks for it."
        raise InputError("plan", "plan.inspectors_each", inputs.plan.inspectors_each, f"at least {least}", hint)
