"""Platforms by the names that people say: those of the pack, their other names, and what a typed name means."""

from __future__ import annotations

import unicodedata
from typing import Any, Final

from huxin.casework.service import city_pack

OTHER: Final = "other"
UNKNOWN: Final = "unknown"
TABLE: Final = "cover.regime"
NAMES: Final = "cover.platform_names"
ANY: Final = "*"


def _cells(parameter: str) -> dict[str, Any]:
    """The cells of a table of the pack over all its times, a later one over an earlier; none where it has no table."""
    found = city_pack().parameters.get(parameter)
    cells: dict[str, Any] = {}
    for segment in found.values if found is not None else ():
        cells |= {str(key): value for key, value in (segment.value or {}).items()}
    return cells


def offered() -> dict[str, list[str]]:
    """Every platform that the pack ever names, with its other names, in the order of the pack."""
    found: dict[str, list[str]] = {}
    for cell in _cells(TABLE):
        platform = cell.rpartition("/")[0]
        if platform not in ("", ANY):
            found.setdefault(platform, [])
    for other, platform in _cells(NAMES).items():
        found.setdefault(str(platform), []).append(other)
    return found


def possible(trade: str) -> tuple[str, ...]:
    """Platforms that stand for every cover of a trade: one that no table names, and each that one does."""
    names = [cell.rpartition("/")[0] for cell in _cells(TABLE) if cell.rpartition("/")[2] == trade]
    return ("-", *dict.fromkeys(name for name in names if name not in ("", ANY)))


def _plain(text: str) -> str:
    """For comparing: full-width and small letters alike, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def named(typed: str) -> str | None:
    """The platform that a typed name means, by its own or another name; None where no name of the pack is the same."""
    wanted = _plain(typed)
    for platform, others in offered().items():
        if wanted in (_plain(one) for one in (platform, *others)):
            return platform
    return None
