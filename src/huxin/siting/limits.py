"""How many sites each county must and may have: "name=least" or "name=least-most", checked before the search."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from huxin.law.errors import InputError, nearest
from huxin.siting.building import CountyLimits
from huxin.siting.reading import Points


def read_limits(texts: Sequence[str], candidates: Points, count: int) -> CountyLimits:
    """Standing and new sites together.  Raises InputError for a county without candidates and for what cannot be."""
    if not texts:
        return CountyLimits()
    groups = tuple(dict.fromkeys(candidates.county))
    asked = dict(_one(text, groups) for text in texts)
    every = len(candidates.ids)
    has = {name: candidates.county.count(name) for name in groups}
    fixed = np.flatnonzero(candidates.columns["fixed"] == 1)
    stands = {name: sum(candidates.county[int(j)] == name for j in fixed) for name in groups}
    least = tuple(asked.get(name, (0, every))[0] for name in groups)
    most = tuple(max(asked.get(name, (0, every))[1], stands[name]) for name in groups)
    for name, low in zip(groups, least, strict=True):
        if low > has[name]:
            raise InputError("limits", "--county", f"{name}={low}", f"at most its {has[name]} candidates", "Ask less.")
    owed = sum(max(0, low - stands[name]) for name, low in zip(groups, least, strict=True))
    room = sum(min(high, has[name]) - stands[name] for name, high in zip(groups, most, strict=True))
    if not owed <= count <= room:
        got = f"{count} new sites"
        hint = "Change --sites or the limits of the counties."
        raise InputError("limits", "--county", got, f"between {owed} and {room}, as the limits ask", hint)
    return CountyLimits(groups, least, most)


def _one(text: str, groups: tuple[str, ...]) -> tuple[str, tuple[int, int]]:
    name, _, numbers = text.rpartition("=")
    low, _, high = numbers.partition("-")
    if name not in groups:
        hint = nearest(name, [one for one in groups if one])
        raise InputError("limits", "--county", text, "a county of the column 'county' of the candidates", hint)
    if not (low.isascii() and low.isdigit() and (not high or (high.isascii() and high.isdigit()))) or len(numbers) > 15:
        raise InputError("limits", "--county", text, "NAME=LEAST or NAME=LEAST-MOST", "For example 330302=1-20.")
    least, most = int(low), int(high) if high else 10**9
    if least > most:
        raise InputError("limits", "--county", text, "the least first", f"Write {name}={most}-{least}.")
    return name, (least, most)
