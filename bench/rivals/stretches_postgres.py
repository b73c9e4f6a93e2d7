# ruff: noqa: S608 - the texts are our own, the names are those of files that this folder wrote
"""Stretches of more than four hours in a PostgreSQL of its own that does not wait for the disk, written by hand."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb
import psycopg
from measured import Clock

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
COLUMNS = "worker_id, company_id, order_id, trade, accepted_at, started_at, completed_at, cancelled_at, recorded_at"
TABLE = """
CREATE UNLOGGED TABLE orders (
  worker_id text COLLATE "C", company_id text COLLATE "C", order_id text COLLATE "C", trade text COLLATE "C",
  accepted_at bigint, started_at bigint, completed_at bigint, cancelled_at bigint, recorded_at bigint)"""
STRETCHES = """
CREATE UNLOGGED TABLE found AS
WITH read AS (
  SELECT DISTINCT ON (company_id, order_id) * FROM orders ORDER BY company_id, order_id, recorded_at DESC),
work AS (
  SELECT worker_id, company_id, order_id, coalesce(started_at, accepted_at) AS began,
         coalesce(completed_at, cancelled_at) AS ended
  FROM read WHERE trade = ANY (%(trades)s)),
good AS (SELECT * FROM work WHERE ended >= began AND ended - began <= %(longest)s),
chain AS (
  SELECT *, max(ended) OVER (PARTITION BY worker_id ORDER BY began, ended
                             ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS free
  FROM good),
numbered AS (
  SELECT *, sum(CASE WHEN began - free >= %(pause)s THEN 1 ELSE 0 END)
            OVER (PARTITION BY worker_id ORDER BY began, ended ROWS UNBOUNDED PRECEDING) AS stretch
  FROM chain)
SELECT worker_id, min(began) AS started_at, max(ended) AS ended_at,
       array_agg(order_id ORDER BY began, company_id, order_id) AS order_ids,
       array_agg(DISTINCT company_id) AS companies
FROM numbered GROUP BY worker_id, stretch HAVING max(ended) - min(began) > %(limit)s"""


def find(orders: str, clock: Clock, limits: tuple[int, int, int], trades: tuple[str, ...]) -> dict[str, Any]:
    """The count and sum of the stretches, with the server's own seconds of processors and memory.

    Loading is a stage of its own and is not counted among the seconds of processors.
    """
    from tools.with_postgres import server

    limit, pause, longest = limits
    with server() as address:
        with psycopg.connect(address, autocommit=True) as con:
            pid = con.info.backend_pid
            clock.time("load", lambda: _load(con, orders))
        loaded = _used(address, pid)
        with psycopg.connect(address, autocommit=True) as con:
            con.execute("SET work_mem = '1GB'")
            given = {"limit": limit, "pause": pause, "longest": longest, "trades": list(trades)}
            clock.time("run", lambda: con.execute(STRETCHES, given))
            pid = con.info.backend_pid
            peak = _peak(pid)
            found = con.execute(
                "SELECT count(*), coalesce(sum(ended_at - started_at), 0)::bigint FROM found"
            ).fetchone()
        assert found is not None
        return {
            "count": found[0], "length": found[1], "cpu": round(_used(address, pid) - loaded, 2), "peak_mib": peak,
            "seconds": clock.stages["run"],
        }  # fmt: skip


def _load(con: psycopg.Connection[Any], orders: str) -> None:
    con.execute(TABLE)
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        duckdb.execute(f"COPY (SELECT {COLUMNS} FROM '{orders}') TO '{file.name}' (FORMAT csv, HEADER false)")
        with Path(file.name).open("rb") as rows, con.cursor().copy("COPY orders FROM STDIN (FORMAT csv)") as copy:
            while part := rows.read(1 << 20):
                copy.write(part)
    con.execute("ANALYZE orders")


def _used(address: str, pid: int) -> float:
    """Seconds of processors of every back end so far, once that of a closed connection is gone, as its parent knows."""
    while Path(f"/proc/{pid}").exists():
        time.sleep(0.02)
    folder = Path(address.partition("host=")[2])
    first = (folder / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0]
    fields = Path(f"/proc/{first}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, fields[13:15])) / os.sysconf("SC_CLK_TCK")


def _peak(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024
