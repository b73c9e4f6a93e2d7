"""A large city's day of one company: landing with validation, beside pydantic row by row and Polars on a sample.

``--orders`` (2.2 million unless told otherwise), ``--flood SECONDS``: also one company at ten times its load against a
real server, and what that does to the others' p95.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
COMPANY = "91330300MA00000069"
SAMPLE = 200_000
INGEST = """
import sys, time, resource, django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from huxin.feeds.service import FeedDelivery, receive
from huxin.feeds.landing import city_pack
city_pack()
def chunks(path):
    with open(path, "rb") as stream:
        while part := stream.read(1 << 20):
            yield part
wall, cpu = time.perf_counter(), time.process_time()
landed = receive(chunks(sys.argv[1]), FeedDelivery(sys.argv[2], "orders", sys.argv[1], "bench"))
import json
print(json.dumps({"rows": landed.batch.rows, "seconds": time.perf_counter() - wall, "cpu": time.process_time() - cpu,
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}))
"""
KEYS = """
import json, sys, django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from huxin.feeds.service import add_key
print(json.dumps([vars(add_key(company)) for company in sys.argv[1:]]))
"""


def environment(data: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "HUXIN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "huxin.config.settings", **more}


def made(folder: Path, orders: int) -> Path:
    """One company's day."""
    from datetime import date

    import duckdb

    from huxin.supervision.synth.city import CityPlan
    from huxin.supervision.synth.write import synth

    synth(CityPlan(date(2026, 7, 1), 1, max(50, round(orders / 21.2)), 1), folder / "city", plants=0)
    path = folder / "orders.parquet"
    source = f"read_parquet('{folder / 'city' / 'orders' / '*.parquet'}')"
    duckdb.execute(
        f"COPY (SELECT * REPLACE ('{COMPANY}' AS company_id) FROM {source} LIMIT {orders}) TO '{path}'"  # noqa: S608
        " (FORMAT parquet, COMPRESSION zstd)"
    )
    return path


def pydantic_rows(path: Path) -> tuple[int, float]:
    """The same fields row by row: types, required ones, words, bounds, order of times."""
    from typing import Literal

    import duckdb
    from pydantic import BaseModel, Field, model_validator

    Time = int | None

    class Order(BaseModel):
        order_id: str = Field(max_length=64)
        company_id: str = Field(min_length=18, max_length=18)
        worker_id: str
        worker_id_kind: Literal["id_card", "licence", "stable_key"]
        trade: Literal[
            "courier", "takeaway", "instant_delivery", "ride_hailing", "designated_driver", "city_freight", "long_haul"
        ]
        status: Literal["open", "completed", "cancelled"]
        recorded_at: int
        accepted_at: int = Field(ge=1_400_000_000_000)
        picked_up_at: Time = None
        completed_at: Time = None
        cancelled_at: Time = None
        promised_at: Time = None
        distance_m: int | None = Field(None, ge=0, le=100_000_000)
        worker_pay_fen: int | None = Field(None, ge=0, le=100_000_000)
        penalty_fen: int | None = Field(None, ge=0, le=100_000_000)
        start_lng: float | None = Field(None, ge=-180, le=180)
        start_lat: float | None = Field(None, ge=-90, le=90)

        @model_validator(mode="after")
        def in_order(self) -> Order:
            if (self.completed_at or self.cancelled_at or self.accepted_at) < self.accepted_at:
                raise ValueError("closed before accepted")
            return self

    rows = duckdb.sql(f"FROM read_parquet('{path}') LIMIT {SAMPLE}").to_arrow_table().to_pylist()
    started = time.process_time()
    wrong = 0
    for row in rows:
        try:
            Order.model_validate(row)
        except ValueError:
            wrong += 1
    return len(rows), time.process_time() - started


def polars_checks(path: Path) -> tuple[int, float]:
    """The dozen cheapest of the checks as Polars expressions, without reasons, samples, keys or a lake."""
    import polars as pl

    started = time.process_time()
    frame = pl.scan_parquet(path).head(SAMPLE)
    closed = pl.coalesce("completed_at", "cancelled_at")
    bad = (
        pl.col("order_id").is_null() | (pl.col("order_id").str.len_chars() > 64) | pl.col("worker_id").is_null()
        | (pl.col("accepted_at") < 1_400_000_000_000) | (closed < pl.col("accepted_at"))
        | (pl.col("worker_pay_fen") < 0) | (pl.col("distance_m") < 0) | (pl.col("start_lng").abs() > 180)
        | ~pl.col("status").is_in(["open", "completed", "cancelled"]) | pl.col("order_id").is_duplicated()
    )  # fmt: skip
    frame.filter(bad).collect()
    return SAMPLE, time.process_time() - started


def ingest(orders: int) -> None:
    with tempfile.TemporaryDirectory(prefix="huxin-bench-") as name:
        folder = Path(name)
        path = made(folder, orders)
        command = [sys.executable, "-c", INGEST, str(path), COMPANY]
        printed = subprocess.run(command, env=environment(folder / "data"), check=True, capture_output=True, text=True)
        found: dict[str, Any] = json.loads(printed.stdout[printed.stdout.rindex("{") :])  # behind DuckDB's progress bar
        own = found["rows"] / found["cpu"]
        print(
            f"landing {found['rows']:,} orders: {found['seconds']:.1f} s ({found['cpu']:.1f} s CPU,"
            f" {found['peak_mb']:,} MB), {own:,.0f} rows per CPU second"
        )
        for label, run in (("pydantic, row by row", pydantic_rows), ("Polars, a dozen checks", polars_checks)):
            rows, seconds = run(path)
            pace = rows / seconds
            print(f"{label}, {rows:,} rows: {pace:,.0f} rows per CPU second; Huxin = {own / pace:.2f} ×")


def flood(seconds: int) -> None:
    """Four companies at their usual pace, then the same with a fifth at ten times that pace."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "huxin.config.settings"
    os.environ["HUXIN_DATA"] = tempfile.mkdtemp(prefix="huxin-bench-")
    django.setup()
    from tests.feeds.support import Sender
    from tests.server import demo_city

    companies = [f"913303000000000{number}X" for number in range(10, 15)]
    with tempfile.TemporaryDirectory(prefix="huxin-bench-") as name:
        os.environ["HUXIN_FEED_RATE"] = "30"  # twice what a company usually sends here
        with demo_city(Path(name) / "data") as server:
            told = subprocess.run(
                [sys.executable, "-c", KEYS, *companies],
                env=environment(server.data, HUXIN_DEMO="1"), check=True, capture_output=True, text=True,
            ).stdout  # fmt: skip
            senders = [
                Sender(key["id"], key["secret"], company)
                for key, company in zip(json.loads(told), companies, strict=True)
            ]
            _pace(server.url, senders, 10, None)  # both processes have read pack and checks once
            quiet = _pace(server.url, senders[:4], seconds, None)
            loud = _pace(server.url, senders[:4], seconds, senders[4])
            print(
                f"p95 of four companies: {quiet:.0f} ms; with a fifth at ten times their pace: {loud:.0f} ms"
                f" ({loud / quiet - 1:+.0%})"
            )


def _pace(url: str, senders: list[Any], seconds: int, noisy: Any) -> float:
    times: list[float] = []
    counts: dict[int, int] = {}
    end = time.monotonic() + seconds

    def send(sender: Any, every: float, kept: list[float] | None, serial: int) -> None:
        from tests.feeds.support import ndjson, rows

        number = 0
        while time.monotonic() < end:
            started = time.monotonic()
            seed = serial * 1_000_000 + number + int(started)
            body = gzip.compress(ndjson(rows(200, seed=seed, company_id=sender.company)))
            asked = time.monotonic()
            status = _post(url, sender, body)
            if kept is not None:
                kept.append(time.monotonic() - asked)
            counts[status] = counts.get(status, 0) + 1
            number += 1
            time.sleep(max(0.0, every - (time.monotonic() - started)))

    plans = [(sender, 4.0, times, place) for place, sender in enumerate(senders)]
    if noisy is not None:
        plans += [(noisy, 4.0 / 2.5, None, 90 + place) for place in range(4)]
    threads = [threading.Thread(target=send, args=plan) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    print(f"  answers {dict(sorted(counts.items()))}, {len(times)} measured")
    return 1000 * times[int(len(times) * 0.95)]


def _post(url: str, sender: Any, body: bytes) -> int:
    import urllib.error
    import urllib.request

    path = f"/api/v1/feeds/{sender.company}/orders/batches"
    headers = sender.headers("POST", path, body, **{"Content-Type": "application/gzip"})
    try:
        with urllib.request.urlopen(urllib.request.Request(url + path, body, headers), timeout=120) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--orders", type=int, default=2_200_000)
    parser.add_argument("--flood", type=int, default=60, metavar="SECONDS")
    args = parser.parse_args()
    if args.orders:
        ingest(args.orders)
    if args.flood:
        flood(args.flood)
    return 0


if __name__ == "__main__":
    sys.exit(main())
