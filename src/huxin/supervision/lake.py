"""What a scan reads: the newest version of every order in view, workers by number, on-call time, cover.

Everything becomes temporary tables of one engine; the detectors' texts name nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from huxin.supervision import identity
from huxin.supervision.engine import Engine
from huxin.supervision.model import COVER, DAY_MS, LANDED, MINUTE_MS, ONCALL, ORDERS, SHANGHAI_MS, WARNINGS, Column
from huxin.supervision.reading import matching
from huxin.supervision.rules import DetectorRules, sql

_EPOCH = date(1970, 1, 1)
CODED = ("company_id", "trade", "county", "penalty_reason")
"""Columns of few values: they are kept as numbers, in the order of their texts, and read as texts."""
LONGEST = "feed.max_order_minutes"
NOTHING: Final[dict[str, int]] = {}


@dataclass(frozen=True)
class Files:
    """Patterns that name Parquet files; None where there are none of a kind."""

    orders: str
    oncall: str | None = None
    warnings: str | None = None
    cover: str | None = None


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days


def midnight(day: date) -> int:
    """The instant in milliseconds at which a day begins in China."""
    return day_number(day) * DAY_MS - SHANGHAI_MS


def month_end(day: date) -> date:
    """The last day of the month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


class Lake:
    """The records of one scan on one engine."""

    def __init__(self, engine: Engine, files: Files, rules: DetectorRules, *, hashed: bool) -> None:
        """``hashed``: worker numbers are going to be hashed under a key, and are normalised before that."""
        self.engine, self.rules = engine, rules
        self._name = identity.name_sql(normalise=hashed)
        engine.read("orders_read", matching(files.orders, "--orders"), (*ORDERS, *LANDED), "--orders")
        engine.few("orders_read", CODED)
        engine.view("sent", self._sent())
        for part, pattern, columns in (
            ("oncall", files.oncall, (*ONCALL, *LANDED)),
            ("warnings", files.warnings, WARNINGS),
            ("cover", files.cover, (*COVER, *LANDED)),
        ):
            if pattern is None:
                engine.view(f"{part}_read", _none(columns))
            else:
                engine.read(f"{part}_read", matching(pattern, f"--{part}"), columns, f"--{part}")
        self._workers()

    def _sent(self) -> str:
        columns = [
            f"{self.engine.coded(one.name)} AS {one.name}" if one.name in CODED else one.name
            for one in (*ORDERS, *LANDED)
            if one.name not in ("worker_id", "worker_id_kind", "landed_at")
        ]
        return (
            f"SELECT {', '.join(columns)}, coalesce(worker_id_kind = '{identity.STABLE}', false) AS stable_key,"  # noqa: S608
            f" {self._name} AS worker_name FROM orders_read"
        )

    def _workers(self) -> None:
        """Workers are numbered: their names are long and sorted by the million."""
        engine = self.engine
        engine.make("named_in_orders", "SELECT DISTINCT worker_name FROM sent WHERE worker_name IS NOT NULL", NOTHING)
        for part in ("oncall", "cover"):
            engine.make(f"{part}_named", _NAMED.format(part=part, name=self._name), NOTHING)
        engine.make("workers", _WORKERS, NOTHING)

    def load(self, first: date, last: date) -> None:
        """The tables ``orders``, ``oncall`` and ``cover`` for orders that touch the days in view, and ``days``."""
        engine = self.engine
        self._longest()
        engine.make("repeated", sql("repeated"), NOTHING)
        bounds = {"view_from_ms": midnight(first), "view_to_ms": midnight(last + timedelta(days=1))}
        engine.view("judged", sql("judged"))
        engine.make("loaded", sql("loaded"), bounds)
        engine.make("tied", sql("tied"), NOTHING)
        engine.make("settled", sql("settled"), bounds)
        engine.make("newest", sql("newest"), NOTHING)
        engine.view("orders", sql("orders"))
        engine.fill("days", "day BIGINT", [(day,) for day in range(day_number(first), day_number(last) + 1)])
        for part in ("oncall", "cover"):
            engine.make(part, _MATCHED[part].format(company=engine.coded("company_id")), NOTHING)

    def _longest(self) -> None:
        """The table ``longest``: how long an order of a trade may last, and from when to when that holds."""
        starts = [date.min, *sorted(self.rules.changes((LONGEST,)))]
        rows = [
            (trade, midnight(start), midnight(after), int(cell[0]) * MINUTE_MS)
            for start, after in zip(starts, [*starts[1:], date.max], strict=True)
            for trade, cell in self.rules.table(LONGEST, start).items()
        ]
        self.engine.fill("longest", "trade VARCHAR, from_ms BIGINT, to_ms BIGINT, longest_ms BIGINT", rows)

    def has_orders_from(self, instant: int) -> bool:
        """Whether an order begins at or after ``instant``."""
        query = "SELECT 1 FROM sent WHERE coalesce(started_at, accepted_at) >= $instant LIMIT 1"
        return bool(self.engine.rows(query, {"instant": instant}))


def _none(columns: tuple[Column, ...]) -> str:
    """A relation without rows."""
    types = {"text": "VARCHAR", "list": "VARCHAR[]"}
    parts = (f'CAST(NULL AS {types.get(one.kind, "BIGINT")}) AS "{one.name}"' for one in columns)
    return f"SELECT {', '.join(parts)} WHERE false"


_WORKERS = """
SELECT row_number() OVER (ORDER BY worker_name)::INTEGER AS worker, worker_name
FROM (
    SELECT worker_name FROM named_in_orders
    UNION SELECT worker_name FROM oncall_named
    UNION SELECT worker_name FROM cover_named
) AS everybody
"""
# A record of on-call time or cover may leave out the kind of number: it is then the one that the company's orders use.
_NAMED = """
WITH kinds AS (
    SELECT read.* EXCLUDE (worker_id_kind),
        CASE WHEN read.worker_id_kind IS NULL AND own.worker_name IS NOT NULL THEN 'stable_key'
            ELSE read.worker_id_kind END AS worker_id_kind
    FROM {part}_read AS read
    LEFT JOIN named_in_orders AS own ON own.worker_name = read.company_id || ':' || read.worker_id
)
SELECT *, {name} AS worker_name FROM kinds WHERE worker_id IS NOT NULL AND company_id IS NOT NULL
"""
_MATCHED = {
    "oncall": """
        SELECT worker, {company} AS company_id, online_at, offline_at
        FROM oncall_named JOIN workers USING (worker_name)
        WHERE online_at IS NOT NULL AND offline_at IS NOT NULL
    """,
    "cover": """
        SELECT DISTINCT worker, {company} AS company_id, kind, "from" AS from_ms, "to" AS to_ms
        FROM cover_named JOIN workers USING (worker_name)
        WHERE kind IN ('A', 'B', 'C') AND "from" IS NOT NULL
    """,
}
