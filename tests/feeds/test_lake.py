"""A scan over the lake finds what one over the files that were sent finds; every defect is told; nothing falls over."""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from huxin.feeds import files
from huxin.feeds.sealing import worker_key
from huxin.feeds.service import FeedDelivery, check_receipt, lake_files, lake_glob, receipt_of, receive
from huxin.law import InputError, load_pack
from huxin.supervision.lake import Files
from huxin.supervision.scan import ScanRequest, scan
from huxin.supervision.synth.city import CityPlan
from huxin.supervision.synth.defects import SENDER, write_defects
from huxin.supervision.synth.write import synth
from tests.feeds.support import FIRST, held, land

pytestmark = pytest.mark.django_db
DEFECTS = int(os.environ.get("HUXIN_DEFECTS", "10000"))
WORKERS = int(os.environ.get("HUXIN_LAKE_WORKERS", "150"))
DAYS = 3
LAST = FIRST + timedelta(days=DAYS - 1)


def _sent(folder: Path, kind: str, company: str, day: date | None = None) -> bytes:
    """The rows of one company and file as Parquet."""
    source = folder / "orders" / f"orders-{day}.parquet" if day else folder / f"{kind}.parquet"
    out = folder / "sent.parquet"
    where = "" if kind == "warnings" else f"WHERE company_id = '{company}'"
    duckdb.execute(f"COPY (SELECT * FROM '{source}' {where}) TO '{out}' (FORMAT parquet)")  # noqa: S608
    return out.read_bytes()


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """An invented city of some days with planted violations, a typhoon among them."""
    synth(CityPlan(FIRST, DAYS, WORKERS, 5), tmp_path, LAST, plants=2)
    return tmp_path


def _deliver(folder: Path, draw: random.Random) -> None:
    """Every company's days in any order, as companies do."""
    companies = [row["company_id"] for row in json.loads((folder / "companies.json").read_text())]
    days = [FIRST + timedelta(days=count) for count in range(DAYS)]
    sent: list[tuple[str, str, date | None]] = [("orders", company, day) for company in companies for day in days]
    sent += [("oncall", company, None) for company in companies] + [("warnings", SENDER, None)]
    draw.shuffle(sent)
    for kind, company, day in sent:
        receive([_sent(folder, kind, company, day)], FeedDelivery(company, kind, "sent.parquet", "test"))


def _found(folder: Path, name: str, files_: Files, key: bytes | None) -> tuple[list[Any], dict[str, int]]:
    out = folder / f"{name}.parquet"
    companies = str(folder / "companies.json")
    report = scan(ScanRequest(FIRST, LAST, files_, load_pack("wenzhou"), out, companies, key))
    rows = duckdb.execute(f"FROM '{out}' ORDER BY ALL").fetchall()
    return rows, dict(report.findings)


def test_a_scan_over_the_lake_finds_what_a_scan_over_the_files_finds(city: Path) -> None:
    _deliver(city, random.Random(3))
    cover = str(city / "cover.parquet")
    original = Files(str(city / "orders/*.parquet"), str(city / "oncall.parquet"), str(city / "warnings.parquet"))
    landed = Files(lake_glob("orders"), lake_glob("oncall"), lake_glob("warnings"))
    left, counts = _found(city, "left", original, worker_key())
    right, _ = _found(city, "right", landed, None)
    broken = {"feed_quality"}
    assert sum(counts.values()) - counts.get("feed_quality", 0) >= 5
    detector = 1
    assert [row for row in right if row[detector] not in broken] == [row for row in left if row[detector] not in broken]
    assert Path(cover).exists()
    quality = [row for row in left if row[detector] in broken]
    reversed_orders = sum(json.loads(row[16]).get("reversed") or 0 for row in quality)
    assert len(quality) - len([row for row in right if row[detector] in broken]) <= reversed_orders
    _the_pattern_of_some_days_names_all_their_files()


def _the_pattern_of_some_days_names_all_their_files() -> None:
    for first, last in ((FIRST, FIRST), (FIRST, LAST), (FIRST - timedelta(days=400), LAST)):
        wanted = set(lake_files("orders", first, last))
        assert wanted
        named = {
            str(path) for path in files.lake().glob(lake_glob("orders", (first, last))[len(str(files.lake())) + 1 :])
        }
        assert wanted <= named
    assert len(set(lake_files("orders", FIRST, FIRST))) < len(set(lake_files("orders", FIRST, LAST)))


@pytest.mark.timeout(3600)
def test_every_defective_row_is_flagged_quarantined_or_refused_with_its_reason(tmp_path: Path) -> None:
    write_defects(tmp_path, FIRST, DEFECTS // 2, 1, 2_000_000)
    truth = json.loads((tmp_path / "defects.json").read_text())
    seen = 0
    for name in ("defects.ndjson", "defects.csv"):
        batch = land((tmp_path / name).read_bytes(), name).batch
        mine = [row for row in truth if row["file"] == name]
        for treatment in ("flagged", "quarantined"):
            wanted = Counter(row["reason"] for row in mine if row["treatment"] == treatment)
            assert batch.report[treatment] == dict(wanted)
        assert (batch.rows, batch.quarantined) == (len(mine), sum(row["treatment"] == "quarantined" for row in mine))
        assert check_receipt(receipt_of(batch.id) or {}).good
        faults = duckdb.execute(
            "SELECT row, reason FROM read_parquet($path) WHERE treatment = 'quarantined'",
            {"path": str(files.faults_file(batch.company, batch.id))},
        ).fetchall()
        told = {row["row"]: row["reason"] for row in mine if row["treatment"] == "quarantined" and "row" in row}
        by_row: dict[int, set[str]] = {}
        for row, reason in faults:
            by_row.setdefault(row, set()).add(reason)
        assert all(reason in by_row[row] for row, reason in told.items())
        seen += batch.rows
    assert seen >= DEFECTS
    assert all(row["landed_at"] and len(row["worker_id"]) == 64 for row in held()[:1000])
    for name in ("bom.csv", "gbk.csv", "packed.ndjson.gz", "long-line.ndjson"):
        batch = land((tmp_path / name).read_bytes(), name).batch
        assert batch.accepted >= 1
        assert check_receipt(receipt_of(batch.id) or {}).good
    for name in ("sheet.csv", "empty.ndjson"):
        with pytest.raises(InputError) as caught:
            land((tmp_path / name).read_bytes(), name)
        assert caught.value.problem.hint
    print(f"{seen} rows, {len(truth)} told")
