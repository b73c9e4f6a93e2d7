"""The rows that a rule brings beside its numbers, as small tables that the texts join."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from huxin.law.pack.model import Pack
from huxin.supervision import cover, weather
from huxin.supervision.engine import Engine
from huxin.supervision.lake import day_number, midnight, month_end
from huxin.supervision.model import HOUR_MS
from huxin.supervision.rules import DetectorRule


def fill(
    engine: Engine,
    rule: DetectorRule,
    warnings: Sequence[weather.Warned],
    platforms: Mapping[str, str],
    pack: Pack,
    sets: Mapping[str, str],
) -> None:
    """Make ``in_force``, ``speed``, ``floors`` or ``regimes``, as far as the rule has them."""
    if rule.detector.needs == "warnings":
        columns = ", ".join(f"{name} {kind}" for name, kind in (*weather.COLUMNS, ("hour", "BIGINT")))
        engine.fill("in_force", columns, by_hour(weather.measures(warnings, rule), rule))
    elif "speed.limit_kmh" in rule.cells:
        speeds = [(trade, *cell) for trade, cell in rule.cells["speed.limit_kmh"].items()]
        engine.fill("speed", "trade VARCHAR, kmh BIGINT, doubt VARCHAR", speeds)
    elif "pay.hourly_floor" in rule.cells:
        engine.fill("floors", "county VARCHAR, day BIGINT, floor_fen BIGINT, doubt VARCHAR", floors(rule))
    elif "cover.regime" in rule.cells:
        known = engine.rows("SELECT DISTINCT company_id FROM orders", {})
        listed = {str(company): platforms.get(str(company)) for (company,) in known}
        columns = "company_id VARCHAR, trade VARCHAR, regime VARCHAR, doubt VARCHAR"
        engine.fill("regimes", columns, cover.regimes(pack, listed, rule.first, sets))


def by_hour(rows: Sequence[weather.Row], rule: DetectorRule) -> list[weather.Row]:
    """One row per warning and hour of the rule's days that it touches, so that an order meets few of them.

    A warning that begins within those days has a row at least for its first hour.
    """
    first, after = midnight(rule.first) // HOUR_MS, midnight(rule.last + timedelta(days=1)) // HOUR_MS
    return [
        (*row, hour)
        for row in rows
        for hour in range(max(first, row[2] // HOUR_MS), min(after, (row[3] - 1) // HOUR_MS + 1))
    ]


def floors(rule: DetectorRule) -> list[tuple[str, int, int, str | None]]:
    """Rows (county, day, fen per hour, doubt), one per county and day of the rule's month."""
    month = rule.first.replace(day=1)
    days = [month + timedelta(days=count) for count in range((month_end(month) - month).days + 1)]
    cells: dict[str, list[tuple[date, int, str | None]]] = {}
    for key, (fen, doubt) in rule.cells["pay.hourly_floor"].items():
        county, _, start = key.partition("@")
        cells.setdefault(county, []).append((date.fromisoformat(start), int(fen), doubt))
    rows = []
    for county, held in cells.items():
        for day in days:
            now = max((one for one in held if one[0] <= day), key=lambda one: one[0], default=None)
            if now is not None:
                rows.append((county, day_number(day), now[1], now[2]))
    return rows
