"""Which kinds of records lie sealed, under which key, and whether one of them can still be opened.

Each room names its own.  A key is made only where nothing lies sealed under it; a restored copy is whole only when one
record of every kind could be opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

_kinds: dict[str, SealedKind] = {}


@dataclass(frozen=True)
class SealedKind:
    """``key``: the file in a backup of keys.  ``there``: whether a record of the kind exists; it needs no key.

    ``opens``: whether one of them can be opened; None where the kind has nothing that could be tried.
    """

    name: str
    key: str
    there: Callable[[], bool]
    opens: Callable[[], bool | None]


def register_sealed_kind(kind: SealedKind) -> None:
    """Make a kind known to ``huxin setup`` and ``huxin restore``."""
    _kinds[kind.name] = kind


def sealed_kinds() -> Iterable[SealedKind]:
    """Every kind."""
    return _kinds.values()


def sealed_under(key: str) -> list[str]:
    """The kinds of which records lie sealed under a key."""
    return [kind.name for kind in sealed_kinds() if kind.key == key and kind.there()]


def try_all() -> dict[str, bool]:
    """Kinds of which there are records: whether one could be opened.  A kind that cannot be tried is left out."""
    found = {kind.name: _tried(kind) for kind in sealed_kinds() if kind.there()}
    return {name: opened for name, opened in found.items() if opened is not None}


def _tried(kind: SealedKind) -> bool | None:
    try:
        return kind.opens()
    except Exception:  # noqa: BLE001 - whatever goes wrong inside, the record could not be opened
        return False
