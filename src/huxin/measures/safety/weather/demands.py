"""What a warning demands in a county: the pack's table of measures 应对措施表, and what of it is law or adopted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from huxin.casework.service import city_pack
from huxin.supervision.rules import Cell, DetectorRules

TABLES: Final = {
    "stop": "weather.stop",
    "extend": "weather.extend_minutes",
    "distance": "weather.distance_cap",
    "in_hand": "weather.in_hand_cap",
}
"""Measure → the parameter that holds it; minutes, metres, orders."""


@dataclass(frozen=True)
class DemandedMeasures:
    """Measures for one county, type and colour.  ``law``: the clause that asks for them; empty: the city chose.

    ``minutes`` 延长分钟, ``metres`` 最远距离, ``orders`` 手上单量 are None where nothing is demanded.  ``open`` names
    the parameters that the city has not made its own.
    """

    stop: bool
    minutes: int | None
    metres: int | None
    orders: int | None
    trades: tuple[str, ...]
    law: str
    open: tuple[str, ...]

    @property
    def kind(self) -> str:
        """``order`` where law asks for it or the city adopted every figure with a document, else ``advice``."""
        return "order" if self.law or not self.open else "advice"

    @property
    def measures(self) -> list[str]:
        """The codes of the form: no lateness is punished where times are extended, law asks to give shelter."""
        held = {
            "stop": self.stop,
            "extend": self.minutes is not None,
            "distance": self.metres is not None,
            "in_hand": self.orders is not None,
            "no_penalty": self.stop or self.minutes is not None,
            "shelter": bool(self.law),
        }
        return [name for name, asked in held.items() if asked]


def demand(kind: str, colour: str, county: str, day: date) -> DemandedMeasures | None:
    """What the tables hold for this weather on a day; None where they ask for nothing."""
    rules = DetectorRules(city_pack())
    cells = {name: _cell(rules, table, kind, colour, county, day) for name, table in TABLES.items()}
    law = _cell(rules, "weather.law", kind, colour, county, day)
    asked = any(cells[name][0] is not None for name in ("extend", "distance", "in_hand"))
    if not asked and not cells["stop"][0] and law[0] is None:
        return None
    trades = rules.table("weather.basis", day)
    doubts = {cell[1] for cell in (*cells.values(), law) if cell[0] is not None and cell[1]}
    return DemandedMeasures(
        bool(cells["stop"][0]),
        _whole(cells["extend"]),
        _whole(cells["distance"]),
        _whole(cells["in_hand"]),
        tuple(sorted(trades)),
        city_pack().cite(str(law[0])) if law[0] is not None else "",
        tuple(sorted(str(one) for one in doubts)),
    )


def notice_minutes(day: date) -> int:
    """Minutes from the warning to the duty 提前量."""
    return DetectorRules(city_pack()).number("weather.notice_minutes", day)[0]


def policy_rows(county: str, day: date) -> list[dict[str, Any]]:
    """The whole table as a county has it, for the page: one row a type and colour that demands something."""
    rules = DetectorRules(city_pack())
    names = (*TABLES.values(), "weather.law")
    keys = sorted({"/".join(key.split("/")[:2]) for name in names for key in rules.keys(name)})
    rows = []
    for key in keys:
        kind, _, colour = key.partition("/")
        found = demand(kind, colour, county, day)
        if found is not None:
            rows.append({"type": kind, "colour": colour, "demand": found})
    return rows


def _cell(rules: DetectorRules, table: str, kind: str, colour: str, county: str, day: date) -> Cell:
    """The county's own cell, else the city's."""
    for key in (f"{kind}/{colour}/{county}", f"{kind}/{colour}"):
        found = rules.cell(table, day, key)
        if found is not None:
            return found
    return None, None


def _whole(cell: Cell) -> int | None:
    return None if cell[0] is None else int(cell[0])
