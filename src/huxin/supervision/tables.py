"""The rows that a rule brings beside its numbers, as small tables that the texts join."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import duckdb

from huxin.law.pack.model import Pack
from huxin.supervision import cover, weather
from huxin.supervision.findings import fill as fill_table
from huxin.supervision.lake import day_number, month_end
from huxin.supervision.rules import Rule

# An order meets only the warnings of its hour: a join on equal hours, then the exact test.
_HOURS = """
CREATE OR REPLACE TEMP TABLE in_force AS
SELECT *, unnest(range(from_ms // 3600000, (to_ms - 1) // 3600000 + 1)) AS hour FROM measures
"""


def fill(
    con: duckdb.DuckDBPyConnection,
    rule: Rule,
    warnings: Sequence[weather.Warned],
    platforms: Mapping[str, str],
    pack: Pack,
    sets: Mapping[str, str],
) -> None:
    """Make ``in_force``, ``speed``, ``floors`` or ``regimes``, as far as the rule has them."""
    if rule.detector.needs == "warnings":
        columns = ", ".join(f"{name} {kind}" for name, kind in weather.COLUMNS)
        fill_table(con, "measures", columns, weather.measures(warnings, rule))
        con.execute(_HOURS)
    elif "speed.limit_kmh" in rule.cells:
        speeds = [(trade, *cell) for trade, cell in rule.cells["speed.limit_kmh"].items()]
        fill_table(con, "speed", "trade VARCHAR, kmh BIGINT, doubt VARCHAR", speeds)
    elif "pay.hourly_floor" in rule.cells:
        columns = "county VARCHAR, day BIGINT, floor_fen BIGINT, doubt VARCHAR"
        fill_table(con, "floors", columns, floors(rule))
    elif "cover.regime" in rule.cells:
        known = con.execute("SELECT DISTINCT company_id FROM orders").fetchall()
        listed = {str(company): platforms.get(str(company)) for (company,) in known}
        columns = "company_id VARCHAR, trade VARCHAR, regime VARCHAR, doubt VARCHAR"
        fill_table(con, "regimes", columns, cover.regimes(pack, listed, rule.first, sets))


def floors(rule: Rule) -> list[tuple[str, int, int, str | None]]:
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
