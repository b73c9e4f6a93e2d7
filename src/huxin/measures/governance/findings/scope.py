"""What a scan judged, as its report says: the days and detectors whose silence means something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from huxin.law import InputError
from huxin.supervision.model import DETECTORS


@dataclass(frozen=True)
class FindingScope:
    """``first`` and ``last`` inclusive; ``rules`` the hashes by judged detector; ``companies`` whose records were read.

    ``official``: by the values of the pack and no others.
    """

    first: date
    last: date
    rules: Mapping[str, frozenset[str]]
    companies: frozenset[str]
    official: bool


def read_scope(report: Mapping[str, Any]) -> FindingScope:
    """The scope of what ``huxin supervise scan`` printed.  Raises InputError for something that no scan printed."""
    try:
        first, last = (date.fromisoformat(day) for day in report["days"])
        unjudged = {"cover_gap"} if any(one.startswith("cover_") for one in report["not_judged"]) else set()
        judged = set(report["findings"]) & set(DETECTORS) - set(report["not_run"]) - unjudged
        told = report.get("rules", {})
        rules = {name: frozenset(map(str, told.get(name, ()))) for name in judged}
        companies = frozenset(map(str, report.get("companies", ())))
        return FindingScope(first, last, rules, companies, not report.get("tried"))
    except (KeyError, TypeError, ValueError, AttributeError):
        hint = "Keep what 'huxin supervise scan' printed in a file and name it here."
        raise InputError("report", "--report", "another text", "the JSON that a scan printed", hint) from None
