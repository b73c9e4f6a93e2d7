"""What a scan reads: the newest version of every order in view, workers by number, on-call time, cover.

Everything becomes temporary tables of one DuckDB connection; the detectors' texts name nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import duckdb

from huxin.supervision import identity
from huxin.supervision.findings import fill
from huxin.supervision.model import COVER, DAY_MS, LANDED, MINUTE_MS, ONCALL, ORDERS, SHANGHAI_MS, WARNINGS
from huxin.supervision.reading import matching, total, view
from huxin.supervision.rules import Rules, sql

_EPOCH = date(1970, 1, 1)
CODED = ("company_id", "trade", "county", "penalty_reason")
"""Columns of few values: they are kept as numbers, in the order of their texts, and read as texts."""
LONGEST = "feed.max_order_minutes"


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
    """The records of one scan on one connection."""

    def __init__(self, con: duckdb.DuckDBPyConnection, files: Files, rules: Rules, key: bytes | None) -> None:
        self.con, self.files, self.rules, self.key = con, files, rules, key
        self._open()

    def _open(self) -> None:
        files, name = self.files, identity.name_sql(normalise=self.key is not None)
        view(self.con, "orders_read", matching(files.orders, "--orders"), (*ORDERS, *LANDED), "--orders")
        for column in CODED:
            self.con.execute(_CODES.format(column=column))
        coded = ", ".join(f"{column}::{column}_code AS {column}" for column in CODED)
        self.con.execute(
            f"CREATE TEMP VIEW sent AS SELECT * REPLACE ({coded}),"  # noqa: S608 - names of ours
            f" worker_id_kind IS NOT DISTINCT FROM '{identity.STABLE}' AS stable_key, {name} AS worker_name"
            " FROM orders_read"
        )
        for part, pattern, columns in (
            ("oncall", files.oncall, (*ONCALL, *LANDED)),
            ("warnings", files.warnings, WARNINGS),
            ("cover", files.cover, (*COVER, *LANDED)),
        ):
            if pattern is None:
                types = ", ".join(f'NULL::{"VARCHAR" if c.kind == "text" else "BIGINT"} AS "{c.name}"' for c in columns)
                self.con.execute(f"CREATE TEMP VIEW {part}_read AS SELECT {types} WHERE false")
            else:
                view(self.con, f"{part}_read", matching(pattern, f"--{part}"), columns, f"--{part}")

    def load(self, first: date, last: date) -> None:
        """The tables ``orders``, ``workers``, ``oncall`` and ``cover`` for orders that touch the days in view."""
        con = self.con
        con.execute(f"CREATE OR REPLACE TEMP TABLE repeated AS {sql('repeated')}")
        self._workers()
        self._longest()
        bounds = {"view_from_ms": midnight(first), "view_to_ms": midnight(last + timedelta(days=1))}
        con.execute(f"CREATE OR REPLACE TEMP TABLE orders AS {sql('orders')}", bounds)
        con.execute(f"CREATE OR REPLACE TEMP TABLE newest AS {sql('newest')}")
        con.execute("DELETE FROM orders WHERE again AND (NOT in_view OR rowid NOT IN (SELECT row_id FROM newest))")
        for part in ("oncall", "cover"):
            con.execute(f"CREATE OR REPLACE TEMP TABLE {part} AS {_MATCHED[part]}")

    def _workers(self) -> None:
        """Workers are numbered: their names are long and sorted by the million."""
        key = identity.key_sql(self.key)
        self.con.execute(
            "CREATE OR REPLACE TEMP TABLE named AS SELECT DISTINCT worker_name FROM sent WHERE worker_name IS NOT NULL"
        )
        for part in ("oncall", "cover"):
            name = identity.name_sql(normalise=self.key is not None)
            self.con.execute(_NAMED.format(part=part, name=name))
            self.con.execute(f"INSERT INTO named SELECT DISTINCT worker_name FROM {part}_named")  # noqa: S608
        self.con.execute(
            "CREATE OR REPLACE TEMP TABLE workers AS"  # noqa: S608
            f" SELECT row_number() OVER (ORDER BY worker_name)::INTEGER AS worker, worker_name, {key} AS worker_key"
            " FROM (SELECT DISTINCT worker_name FROM named)"
        )

    def _longest(self) -> None:
        """The table ``longest``: how long an order of a trade may last, and from when to when that holds."""
        starts = [date.min, *sorted(self.rules.changes((LONGEST,)))]
        rows = [
            (trade, midnight(start), midnight(after), int(cell[0]) * MINUTE_MS)
            for start, after in zip(starts, [*starts[1:], date.max], strict=True)
            for trade, cell in self.rules.table(LONGEST, start).items()
        ]
        fill(self.con, "longest", "trade VARCHAR, from_ms BIGINT, to_ms BIGINT, longest_ms BIGINT", rows)

    def has_orders_from(self, instant: int) -> bool:
        """Whether an order begins at or after ``instant``."""
        found = self.con.execute(
            "SELECT 1 FROM sent WHERE coalesce(started_at, accepted_at) >= $instant LIMIT 1", {"instant": instant}
        ).fetchone()
        return found is not None

    def count(self, relation: str) -> int:
        """The rows of a table."""
        return total(self.con, relation)


_CODES = """
CREATE TYPE {column}_code AS ENUM (
    SELECT DISTINCT {column} FROM (SELECT {column} FROM orders_read UNION ALL SELECT '')
    WHERE {column} IS NOT NULL ORDER BY {column}
)
"""
# A record of on-call time or cover may leave out the kind of number: it is then the one that the company's orders use.
_NAMED = """
CREATE OR REPLACE TEMP VIEW {part}_named AS
WITH read AS (
    SELECT * REPLACE (CASE
        WHEN worker_id_kind IS NULL AND EXISTS (
            SELECT 1 FROM named WHERE named.worker_name = company_id || ':' || worker_id
        ) THEN 'stable_key' ELSE worker_id_kind END AS worker_id_kind)
    FROM {part}_read
)
SELECT *, {name} AS worker_name FROM read WHERE worker_id IS NOT NULL AND company_id IS NOT NULL
"""
_MATCHED = {
    "oncall": """
        SELECT worker, try_cast(company_id AS company_id_code) AS company_id, online_at, offline_at
        FROM oncall_named JOIN workers USING (worker_name)
        WHERE online_at IS NOT NULL AND offline_at IS NOT NULL
    """,
    "cover": """
        SELECT DISTINCT worker, try_cast(company_id AS company_id_code) AS company_id, kind,
            "from" AS from_ms, "to" AS to_ms
        FROM cover_named JOIN workers USING (worker_name)
        WHERE kind IN ('A', 'B', 'C') AND "from" IS NOT NULL
    """,
}
