"""The city as files: Parquet by day, company list, truth."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from huxin.law.errors import InputError
from huxin.population.duck import connect
from huxin.supervision.lake import midnight
from huxin.supervision.model import DAY_MS, MINUTE_MS, ONCALL, ORDERS, TRADES, WARNINGS, Column
from huxin.supervision.reading import quoted
from huxin.supervision.synth.city import COUNTIES, Blocks, CityPlan, Columns, blocks, orders
from huxin.supervision.synth.people import COMPANIES, card_numbers
from huxin.supervision.synth.plants import Planted, plant
from huxin.supervision.synth.storm import Storm, typhoon

_TYPES = {"text": "VARCHAR", "int": "BIGINT", "time": "BIGINT", "double": "DOUBLE", "list": "VARCHAR[]"}


@dataclass
class Made:
    """What lies where; ``truth`` counts planted findings by detector."""

    folder: str
    orders: int = 0
    workers: int = 0
    files: dict[str, str] = field(default_factory=dict)
    truth: dict[str, int] = field(default_factory=dict)


def synth(plan: CityPlan, folder: Path, storm_day: date | None = None, plants: int = 1) -> Made:
    """Write ``orders/*.parquet``, ``oncall``, ``warnings``, ``cover``, ``companies.json`` and ``truth.json``.

    ``plants`` is how often every violation is planted on every day; 0 makes a city without any.
    """
    try:
        (folder / "orders").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("file", "--out", str(folder), "a folder that can be written", f"{error.strerror}.") from None
    storm, rng = typhoon(storm_day), np.random.default_rng(plan.seed)
    held, planted = blocks(plan, rng), plant(plan.first, plan.days, storm, plants)
    con = connect(folder)
    _names(con, plan)
    made = Made(str(folder), workers=plan.workers)
    for count in range(plan.days):
        day = plan.first + timedelta(days=count)
        mine = [row for row in planted.orders if _file_of(row, plan) == day]
        made.orders += _write_day(con, folder, day, _of_day(held, day), mine, storm, plan.seed)
    _write_rest(con, folder, held, planted, storm)
    for row in planted.truth:
        made.truth[row["detector"]] = made.truth.get(row["detector"], 0) + 1
    made.files = {
        "orders": str(folder / "orders" / "*.parquet"),
        **{name: str(folder / f"{name}.parquet") for name in ("oncall", "warnings", "cover")},
        "companies": str(folder / "companies.json"),
        "truth": str(folder / "truth.json"),
    }
    con.close()
    return made


def _names(con: duckdb.DuckDBPyConnection, plan: CityPlan) -> None:
    """Tables that turn the numbers of the columns into the words of the contract."""
    cards = card_numbers(np.arange(plan.workers))
    con.register("named_workers", pa.table({"worker": np.arange(plan.workers), "worker_id": pa.array(cards.tolist())}))
    firms = [(place, one.code, one.regime) for place, one in enumerate(COMPANIES)]
    for name, rows in (
        ("named_companies", firms),
        ("named_trades", list(enumerate(TRADES))),
        ("named_counties", list(enumerate(COUNTIES))),
    ):
        con.register(
            name, pa.table({f"c{place}": list(column) for place, column in enumerate(zip(*rows, strict=True))})
        )


def _file_of(row: dict[str, Any], plan: CityPlan) -> date:
    """The day whose file a planted order goes into: its own, as far as the plan has it."""
    count = (row["accepted_at"] - midnight(plan.first)) // DAY_MS
    return plan.first + timedelta(days=min(max(count, 0), plan.days - 1))


def _of_day(held: Blocks, day: date) -> Blocks:
    first, last = midnight(day), midnight(day + timedelta(days=1))
    inside = (held.start >= first) & (held.start < last)
    return Blocks(**{name: column[inside] for name, column in vars(held).items()})


def _write_day(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    day: date,
    held: Blocks,
    mine: list[dict[str, Any]],
    storm: Storm,
    seed: int,
) -> int:
    columns = orders(held, np.random.default_rng((seed, day.toordinal())), storm)
    con.register("plain", pa.table(_numbered(columns)))
    _register(con, "planted", mine, ORDERS)
    names = ", ".join(f'"{column.name}"' for column in ORDERS)
    path = folder / "orders" / f"orders-{day}.parquet"
    con.execute(
        f"COPY (WITH made AS ({_PLAIN.format(day=f'{day:%Y%m%d}')}) {_VERSIONS.format(names=names)}"
        f" ORDER BY recorded_at, company_id, order_id) TO {quoted(str(path))} (FORMAT parquet, COMPRESSION zstd)"
    )
    return len(columns["began"]) + len(mine)


def _numbered(columns: Columns) -> Columns:
    return {**columns, "serial": np.arange(len(columns["began"]))}


def _register(
    con: duckdb.DuckDBPyConnection, name: str, rows: Sequence[dict[str, Any]], columns: Sequence[Column]
) -> None:
    types = {"text": pa.string(), "double": pa.float64(), "list": pa.list_(pa.string())}
    schema = pa.schema([(column.name, types.get(column.kind, pa.int64())) for column in columns])
    con.register(name, pa.Table.from_pylist(list(rows), schema=schema))


def _write_rest(con: duckdb.DuckDBPyConnection, folder: Path, held: Blocks, planted: Planted, storm: Storm) -> None:
    """On-call records of those with one company, rosters of regime B, warnings, companies, truth."""
    alone = held.second < 0
    online = {
        "worker": held.worker[alone],
        "company": held.main[alone],
        "online_at": held.start[alone] - 4 * MINUTE_MS,
        "offline_at": held.end[alone] + 3 * MINUTE_MS,
    }
    con.register("online", pa.table(online))
    con.register("employed", pa.table({"worker": held.worker, "main": held.main, "second": held.second}))
    _register(con, "planted_oncall", planted.oncall, ONCALL)
    cover = (
        *(Column(name, "text") for name in ("company_id", "worker_id", "kind")),
        Column("from", "int"),
        Column("to", "int"),
    )
    _register(con, "planted_cover", planted.cover, cover)
    _register(con, "made_warnings", storm.warnings, WARNINGS)
    for name, query in _REST.items():
        con.execute(f"COPY ({query}) TO {quoted(str(folder / f'{name}.parquet'))} (FORMAT parquet, COMPRESSION zstd)")
    firms = [{"company_id": one.code, "platform": one.name} for one in COMPANIES]
    _json(folder / "companies.json", firms)
    _json(folder / "truth.json", planted.truth)


def _json(path: Path, rows: Sequence[object]) -> None:
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


_PLAIN = """
SELECT
    printf('%c{day}%07d', 65 + plain.company, plain.serial) AS order_id,
    firm.c1 AS company_id,
    named_workers.worker_id,
    'id_card' AS worker_id_kind,
    trade.c1 AS trade,
    county.c1 AS county,
    began - ahead AS accepted_at,
    CASE WHEN ahead > 0 THEN began END AS started_at,
    CASE WHEN NOT cancelled THEN picked END AS picked_up_at,
    CASE WHEN NOT cancelled THEN closed END AS completed_at,
    CASE WHEN cancelled THEN least(closed, began + 120000) END AS cancelled_at,
    CASE WHEN cancelled THEN 'cancelled' ELSE 'completed' END AS status,
    CASE WHEN grabbed THEN 'grabbed' ELSE 'assigned' END AS dispatch_mode,
    promised AS promised_at,
    CASE WHEN extended > 0 THEN extended END AS extended_to,
    closed + lag AS recorded_at,
    round(lng, 6) AS start_lng, round(lat, 6) AS start_lat,
    round(lng + distance / 140000.0, 6) AS end_lng, round(lat, 6) AS end_lat,
    'wgs84' AS crs,
    distance AS distance_m,
    CASE WHEN NOT cancelled THEN pay + penalty END AS worker_pay_fen,
    tip AS tip_fen,
    CASE WHEN NOT cancelled THEN pay * 5 // 4 + tip END AS customer_paid_fen,
    penalty AS penalty_fen,
    CASE WHEN penalty > 0 THEN 'complaint' END AS penalty_reason,
    CASE WHEN firm.c2 = 'C' THEN printf('CV{day}%09d', plain.serial) END AS cover_no
FROM plain
JOIN named_workers ON named_workers.worker = plain.worker
JOIN named_companies AS firm ON firm.c0 = plain.company
JOIN named_trades AS trade ON trade.c0 = plain.trade
JOIN named_counties AS county ON county.c0 = plain.county
"""
# One order in a hundred was corrected later, and one in five hundred sent twice.
_VERSIONS = """
SELECT {names} FROM made
UNION ALL
SELECT {names} FROM (
    SELECT * REPLACE (recorded_at - 500 AS recorded_at, worker_pay_fen - 1 AS worker_pay_fen, NULL AS extended_to)
    FROM made WHERE right(order_id, 2) = '07'
)
UNION ALL
SELECT {names} FROM made WHERE right(order_id, 3) IN ('011', '511')
UNION ALL
SELECT {names} FROM planted
"""
_REST = {
    "oncall": """
        SELECT firm.c1 AS company_id, worker_id, online_at, offline_at
        FROM online JOIN named_workers USING (worker) JOIN named_companies AS firm ON firm.c0 = online.company
        UNION ALL
        SELECT company_id, worker_id, online_at, offline_at FROM planted_oncall
        ORDER BY online_at, company_id, worker_id
    """,
    "cover": """
        SELECT DISTINCT firm.c1 AS company_id, worker_id, 'B' AS kind, 1640966400000 AS "from", NULL::BIGINT AS "to"
        FROM (SELECT worker, unnest([main, second]) AS company FROM employed)
        JOIN named_workers USING (worker)
        JOIN named_companies AS firm ON firm.c0 = company AND firm.c2 = 'B'
        UNION ALL
        SELECT company_id, worker_id, kind, "from", "to" FROM planted_cover
        ORDER BY company_id, worker_id, "from"
    """,
    "warnings": "SELECT * FROM made_warnings ORDER BY effective_at, id",
}
