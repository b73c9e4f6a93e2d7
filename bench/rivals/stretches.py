# ruff: noqa: S608 - the texts are our own, the names are those of files that this folder wrote
"""Stretches of more than four hours, found by several engines on the same order files; one engine per process.

``huxin`` is the detector alone, ``whole`` every detector; ``duckdb``, ``polars``, ``pandas`` and ``postgres`` are
written by hand for this question and nothing else, with the newest version of every order, as the contract asks;
``duckdb-bare`` and ``polars-bare`` leave that out; ``sort`` reads the columns that the question needs and sorts them:
less than that nobody can do.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

import duckdb
from measured import Clock

LIMIT, PAUSE, LONGEST = 240 * 60_000, 20 * 60_000, 720 * 60_000
TRADES = ("courier", "takeaway", "instant_delivery", "ride_hailing", "designated_driver", "city_freight")
STRETCHES = """
WITH read AS (SELECT * FROM read_parquet('{orders}') {newest}),
work AS (
  SELECT worker_id, company_id, order_id, coalesce(started_at, accepted_at) AS began,
         coalesce(completed_at, cancelled_at) AS ended
  FROM read WHERE trade IN {trades}),
good AS (SELECT * FROM work WHERE ended >= began AND ended - began <= {longest}),
chain AS (
  SELECT *, max(ended) OVER (PARTITION BY worker_id ORDER BY began, ended
                             ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS free
  FROM good),
numbered AS (
  SELECT *, sum(CASE WHEN began - free >= {pause} THEN 1 ELSE 0 END)
            OVER (PARTITION BY worker_id ORDER BY began, ended ROWS UNBOUNDED PRECEDING) AS stretch
  FROM chain)
SELECT worker_id, min(began) AS started_at, max(ended) AS ended_at,
       list(order_id ORDER BY began, company_id, order_id) AS order_ids, list(DISTINCT company_id) AS companies
FROM numbered GROUP BY worker_id, stretch HAVING max(ended) - min(began) > {limit}"""
NEWEST = "QUALIFY row_number() OVER (PARTITION BY company_id, order_id ORDER BY recorded_at DESC) = 1"


def by_duckdb(orders: str, out: str, clock: Clock, newest: str) -> tuple[int, int]:
    con = duckdb.connect()
    query = STRETCHES.format(orders=orders, newest=newest, trades=TRADES, longest=LONGEST, pause=PAUSE, limit=LIMIT)
    clock.time("run", lambda: con.execute(f"COPY ({query}) TO '{out}' (FORMAT parquet, COMPRESSION zstd)"))
    return told(out)


def by_polars(orders: str, out: str, clock: Clock, newest: bool) -> tuple[int, int]:
    import polars as pl

    times = ["accepted_at", "started_at", "completed_at", "cancelled_at", "recorded_at"]
    columns = ["worker_id", "company_id", "order_id", "trade", *times]
    frame = pl.scan_parquet(orders).select(columns)
    if newest:
        frame = frame.sort("recorded_at").unique(["company_id", "order_id"], keep="last")
    began = pl.coalesce("started_at", "accepted_at").alias("began")
    frame = frame.filter(pl.col("trade").is_in(TRADES)).with_columns(
        began, pl.coalesce("completed_at", "cancelled_at").alias("ended")
    )
    frame = frame.filter((pl.col("ended") >= pl.col("began")) & (pl.col("ended") - pl.col("began") <= LONGEST))
    frame = frame.sort("worker_id", "began", "ended", "company_id", "order_id")
    free = pl.col("ended").cum_max().shift(1).over("worker_id")
    opens = ((pl.col("began") - free) >= PAUSE).fill_null(False)
    frame = frame.with_columns(opens.cum_sum().over("worker_id").alias("stretch"))
    found = (
        frame.group_by("worker_id", "stretch")
        .agg(
            pl.col("began").min().alias("started_at"),
            pl.col("ended").max().alias("ended_at"),
            pl.col("order_id").alias("order_ids"),
            pl.col("company_id").unique().alias("companies"),
        )
        .filter(pl.col("ended_at") - pl.col("started_at") > LIMIT)
    )
    clock.time("run", lambda: found.collect(engine="streaming").write_parquet(out))
    return told(out)


def by_pandas(orders: str, out: str, clock: Clock) -> tuple[int, int]:
    from stretches_pandas import find

    find(orders, out, clock, (LIMIT, PAUSE, LONGEST), TRADES)
    return told(out)


def by_sort(orders: str, out: str, clock: Clock) -> tuple[int, int]:
    con = duckdb.connect()
    columns = "worker_id, company_id, order_id, accepted_at, completed_at"
    clock.time(
        "run",
        lambda: con.execute(f"CREATE TABLE sorted AS SELECT {columns} FROM '{orders}' ORDER BY worker_id, accepted_at"),
    )
    return 0, 0


def by_huxin(folder: Path, out: str, clock: Clock, days: int, whole: bool, memory: str | None) -> tuple[int, int]:
    from huxin.law.pack.load import load_pack
    from huxin.supervision.lake import Files
    from huxin.supervision.scan import ScanRequest, scan

    pack = load_pack("wenzhou")
    files = Files(f"{folder}/orders/*.parquet")
    if whole:
        files = Files(files.orders, *(f"{folder}/{name}.parquet" for name in ("oncall", "warnings", "cover")))
    request = ScanRequest(
        date(2026, 7, 1), date(2026, 7, days), files, pack, Path(out), f"{folder}/companies.json",
        detectors=() if whole else ("continuous_work",), memory=memory,
    )  # fmt: skip
    report = clock.time("run", lambda: scan(request))
    clock.stages |= report.seconds
    return told(out)


def told(out: str) -> tuple[int, int]:
    """How many stretches, and how long all of them are in milliseconds."""
    columns = {name for (name, *_) in duckdb.execute(f"DESCRIBE FROM '{out}'").fetchall()}
    where = " WHERE detector = 'continuous_work'" if "detector" in columns else ""
    total = "count(*), coalesce(sum(ended_at - started_at), 0)::BIGINT"
    row = duckdb.execute(f"SELECT {total} FROM '{out}'{where}").fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("engine")
    parser.add_argument("folder", type=Path)
    parser.add_argument("out")
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--memory", help="what Huxin's engine may use before it goes to disk")
    args = parser.parse_args()
    clock, orders = Clock(), f"{args.folder}/orders/*.parquet"
    if args.engine == "postgres":
        from stretches_postgres import find

        clock.tell(**find(orders, clock, (LIMIT, PAUSE, LONGEST), TRADES))
        return
    if args.engine in ("huxin", "whole"):
        count, length = by_huxin(args.folder, args.out, clock, args.days, args.engine == "whole", args.memory)
    elif args.engine.startswith("duckdb"):
        count, length = by_duckdb(orders, args.out, clock, "" if args.engine.endswith("bare") else NEWEST)
    elif args.engine == "pandas":
        count, length = by_pandas(orders, args.out, clock)
    elif args.engine.startswith("polars"):
        count, length = by_polars(orders, args.out, clock, not args.engine.endswith("bare"))
    else:
        count, length = by_sort(orders, args.out, clock)
    clock.tell(count=count, length=length)


if __name__ == "__main__":
    main()
