"""Lengths that the city fixes, from the parameters of a pack."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from huxin.law.clocks.model import Length, LengthLookup
from huxin.law.evaluation.lookups import Adoption, PackLookups
from huxin.law.pack.model import Pack
from huxin.law.values import Unknown


def lengths(pack: Pack, adoptions: Sequence[Adoption] = ()) -> LengthLookup:
    """Lengths from the pack's parameters, with what the city adopted.

    A pending one has no value, and neither has one that the pack leaves out.
    """

    def look(name: str, day: date) -> Length:
        if name not in pack.parameters:
            return Length(None, False)
        seen = PackLookups(pack, {}, {}, adoptions)
        value = seen.parameter(name, day, None)
        if isinstance(value, Unknown) or not isinstance(value, int):
            return Length(None, False)
        used = next(iter(seen.used.values()))
        return Length(value, not used.uncertain, used.segment.source)

    return look
