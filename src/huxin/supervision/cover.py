"""Which regime of injury cover holds for a company's orders: the pack's item decides, the same as for one person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from huxin.law.evaluation.evaluate import evaluate
from huxin.law.pack.model import Pack
from huxin.supervision.model import TRADES
from huxin.supervision.rules import DetectorRules

Row = tuple[str, str, str | None, str | None]
ITEM = "cover-regime"
UNKNOWN = "?"
"""A platform that no table names."""


def regimes(pack: Pack, companies: Mapping[str, str | None], day: date, sets: Mapping[str, str]) -> list[Row]:
    """Rows (company_id, trade, regime, doubt) for workers without an employment relation on ``day``.

    The regime is B, C, none, or null where it hangs on a platform that is not known; ``doubt`` names an uncertain
    parameter behind it.
    """
    if ITEM not in pack.items:
        return []
    known: dict[tuple[str, str], tuple[str | None, str | None]] = {}
    rows = []
    for company, platform in companies.items():
        for trade in TRADES:
            key = (platform or UNKNOWN, trade)
            if key not in known:
                known[key] = _regime(pack, platform, trade, day, sets)
            rows.append((company, trade, *known[key]))
    return rows


def _regime(
    pack: Pack, platform: str | None, trade: str, day: date, sets: Mapping[str, str]
) -> tuple[str | None, str | None]:
    facts = {
        "trade": trade,
        "platform": platform or UNKNOWN,
        "order_accepted_at": f"{day}T12:00:00+08:00",
        "labour_relation": False,
    }
    found = evaluate(pack, ITEM, facts, on=day, sets=dict(sets)).as_json()
    cell = found["outputs"].get("regime") or {}
    regime, doubts = cell.get("value"), found.get("uncertain_parameters") or []
    if regime is None or (platform is None and _hangs_on_platform(pack, trade, day, sets)):
        return None, None
    return str(regime), str(doubts[0]) if doubts else None


def _hangs_on_platform(pack: Pack, trade: str, day: date, sets: Mapping[str, str]) -> bool:
    cell = DetectorRules(pack, sets).cell("cover.regime_c_trade", day, trade)
    return bool(cell and cell[0])
