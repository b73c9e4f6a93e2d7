"""What lands lands whole, once, pseudonymous, and with a receipt that can be checked."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hashes import SM3, Hash
from django.conf import settings as django_settings

from huxin.core.service import Entry, verify
from huxin.feeds import files
from huxin.feeds.models import Batch, DayCount, Part
from huxin.feeds.sealing import opened, worker_key
from huxin.feeds.service import check_receipt, lake_files, receipt_in_pdf, receipt_of, receipt_pdf
from huxin.law import InputError
from huxin.supervision.identity import worker_key as keyed
from huxin.supervision.synth.defects import SENDER
from tests.feeds.support import FIRST, content_hash, held, land, ndjson, rows
from tests.support import report_of

pytestmark = pytest.mark.django_db


def test_a_batch_lands_with_its_receipt(settings: Any) -> None:
    sent = rows(40)
    content = ndjson(sent)
    landed = land(content)
    assert landed.fresh
    receipt = receipt_of(landed.batch.id)
    assert receipt is not None
    sm3 = Hash(SM3())
    sm3.update(content)
    assert receipt["sha256"] == hashlib.sha256(content).hexdigest()
    assert receipt["sm3"] == sm3.finalize().hex()
    assert (receipt["rows"], receipt["accepted"], receipt["quarantined"], receipt["size"]) == (40, 40, 0, len(content))
    assert receipt["landed_at"].endswith("+08:00")
    assert check_receipt(receipt).good
    assert len(held()) == 40
    assert Entry.objects.filter(kind="feed", subject=landed.batch.id).count() == 1
    assert verify().intact
    assert list(files.incoming().glob("*")) == []


def test_the_same_bytes_again_change_nothing() -> None:
    content = ndjson(rows(10))
    first = land(content)
    before = content_hash(files.lake()), Entry.objects.count(), Part.objects.count(), DayCount.objects.count()
    again = land(content, name="another-name.ndjson")
    assert (again.fresh, receipt_of(again.batch.id)) == (False, receipt_of(first.batch.id))
    assert before == (content_hash(files.lake()), Entry.objects.count(), Part.objects.count(), DayCount.objects.count())


def test_workers_are_keys_and_nothing_of_them_lies_open() -> None:
    card = rows(1)[0]["worker_id"]
    own = {"worker_id": "R-77", "worker_id_kind": "stable_key"}
    land(ndjson([*rows(1), *rows(1, seed=2, **own)]))
    found = {row["worker_id_kind"]: row["worker_id"] for row in held()}
    assert found["id_card"] == keyed(worker_key(), SENDER, "id_card", card)
    assert found["stable_key"] == keyed(worker_key(), SENDER, "stable_key", "R-77")
    everything = b"".join(path.read_bytes() for path in files.lake().rglob("*") if path.is_file())
    assert card.encode() not in everything
    for path in files.lake().rglob("*.parquet"):
        assert card not in str(duckdb.execute(f"FROM read_parquet('{path}')").fetchall())


def test_the_bytes_that_came_can_be_opened_again_and_only_whole() -> None:
    content = ndjson(rows(8000))
    assert len(content) > 3 << 20
    batch = land(content).batch
    path = files.raw_file(batch.company, batch.id)
    assert b"".join(opened(path, batch.company)) == content
    whole = path.read_bytes()
    for damaged in (
        whole[: -(len(whole) % (1 << 20) or 1)],
        whole[:40] + bytes([whole[40] ^ 1]) + whole[41:],
        whole[:16],
    ):
        path.write_bytes(damaged)
        with pytest.raises(InvalidTag):
            list(opened(path, batch.company))


def test_a_day_is_a_file_and_days_are_chinas() -> None:
    late = rows(1, accepted_at="2026-07-01T16:30:00Z", picked_up_at=None, completed_at="2026-07-01T17:00:00Z")
    land(ndjson([*late, *rows(3, seed=5)]))
    days = sorted({str(day) for day in Part.objects.values_list("day", flat=True)})
    assert "2026-07-02" in days
    everything = lake_files("orders", FIRST, FIRST + timedelta(days=400))
    assert len(everything) == Part.objects.count()
    assert all(Path(path).is_file() for path in everything)
    assert lake_files("orders", FIRST - timedelta(days=9), FIRST - timedelta(days=8)) == []


def test_a_correction_is_kept_beside_what_it_corrects() -> None:
    (first,) = rows(1)
    land(ndjson([first]))
    land(ndjson([first | {"worker_pay_fen": 9999, "recorded_at": "2026-07-09T00:00:00+08:00"}]))
    found = sorted(held(), key=lambda row: row["recorded_at"])
    assert [row["worker_pay_fen"] for row in found] == [first["worker_pay_fen"], 9999]
    assert all(row["landed_at"] > row["recorded_at"] for row in found)


def test_coordinates_are_converted_and_the_pair_that_came_is_kept() -> None:
    point = {"start_lng": 120.65396446, "start_lat": 28.00662511, "end_lng": None, "end_lat": None, "county": None}
    land(ndjson(rows(1, crs="gcj02", **point) + rows(1, seed=2, crs="wgs84", **point)))
    found = {row["crs"]: row for row in held()}
    moved = found["gcj02"]
    assert (moved["start_lng"], moved["start_lat"]) == (pytest.approx(120.65, abs=1e-6), pytest.approx(28.01, abs=1e-6))
    assert (moved["sent_start_lng"], moved["sent_start_lat"]) == (120.65396446, 28.00662511)
    assert moved["county"] == "330302"
    assert (found["wgs84"]["start_lng"], found["wgs84"]["sent_start_lng"]) == (120.65396446, None)


def test_a_county_that_was_sent_stands() -> None:
    point = {"start_lng": 120.65, "start_lat": 28.01, "crs": "wgs84"}
    land(ndjson(rows(1, county="330381", **point) + rows(1, seed=2, county=None, start_lng=None, start_lat=None)))
    assert sorted(str(row["county"]) for row in held()) == ["330381", "None"]


def test_all_rows_quarantined_is_a_batch_too() -> None:
    batch = land(ndjson(rows(5, trade="taxi"))).batch
    assert (batch.accepted, batch.quarantined, batch.parts.count()) == (0, 5, 0)
    assert check_receipt(receipt_of(batch.id) or {}).good
    faults = duckdb.execute(f"FROM read_parquet('{files.faults_file(batch.company, batch.id)}')").fetchall()
    assert len(faults) == 5
    report = report_of(batch.id)
    assert report is not None
    assert report["samples"]["unknown_trade"][0]["fix"] == "Use a word of the list."
    assert report["samples"]["unknown_trade"][0]["file"] == "orders.ndjson"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "orders.ndjson", "file"),
        (b"PAR1", "orders.parquet", "parquet"),
        (b"x", "orders.doc", "file"),
        (gzip.compress(b"{}" * 999)[:-30], "orders.ndjson.gz", "gzip"),
        (b"name,age\n1,2\n", "orders.csv", "csv"),
    ],
)
def test_a_file_that_is_refused_leaves_nothing(content: bytes, name: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        land(content, name)
    assert caught.value.problem.code in (code, "file", "gzip")
    assert Batch.objects.count() == Entry.objects.count() == 0
    kept = [path for path in files.lake().rglob("*") if path.is_file() and path.parent.name != ".turns"]
    assert kept == []


@pytest.mark.parametrize(("company", "kind"), [("x", "orders"), ("../../../../etc/pass", "orders"), (SENDER, "cover")])
def test_a_company_and_a_kind_that_do_not_exist_are_refused(company: str, kind: str) -> None:
    with pytest.raises(InputError):
        land(b"{}", company=company, kind=kind)


def test_a_gzip_bomb_is_stopped(settings: Any) -> None:
    settings.FEED_UNPACKED_LIMIT = 3_000_000
    packed = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packed.compress(b" {}\n" * 250_000) for _ in range(50)) + packed.flush()
    assert len(bomb) < 200_000
    for content in (bomb, gzip.compress(b"{} " * 700_000) * 2):
        with pytest.raises(InputError, match="unpacked"):
            land(content, "orders.ndjson.gz")
    land(gzip.compress(ndjson(rows(3))), "orders.ndjson.gz")


def test_a_parquet_file_of_endless_rows_is_stopped(settings: Any, tmp_path: Path) -> None:
    settings.FEED_ROWS_LIMIT = 1000
    pq.write_table(pa.table({"order_id": pa.array(["x"] * 100_000)}), tmp_path / "a.parquet")
    with pytest.raises(InputError, match="more than 1000 rows"):
        land((tmp_path / "a.parquet").read_bytes(), "orders.parquet")


def test_too_many_bytes_are_stopped_on_the_way(settings: Any) -> None:
    settings.FEED_LIMIT = 1000
    with pytest.raises(InputError, match="more than 1000 bytes"):
        land(ndjson(rows(10)))


@pytest.mark.parametrize("field", ["id", "sha256", "sm3", "rows", "accepted", "landed_at", "company", "signature"])
def test_a_receipt_that_was_changed_does_not_pass(field: str) -> None:
    receipt = receipt_of(land(ndjson(rows(2))).batch.id)
    assert receipt is not None
    wrong = receipt[field] + 1 if isinstance(receipt[field], int) else receipt[field][:-1] + "~"
    found = check_receipt(receipt | {field: wrong})
    assert (found.good, found.signature) == (False, False)
    assert not check_receipt({name: value for name, value in receipt.items() if name != field}).good


def test_a_receipt_shows_that_the_lake_was_changed() -> None:
    batch = land(ndjson(rows(4))).batch
    receipt = receipt_of(batch.id) or {}
    (path, *_) = files.lake().glob("orders/**/*.parquet")
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b"?")
    assert "not those that landed" in str(check_receipt(receipt).fault)
    path.unlink()
    assert "gone" in str(check_receipt(receipt).fault)
    path.write_bytes(content)
    assert check_receipt(receipt).good
    Batch.objects.update(rows=5)
    assert "something else" in str(check_receipt(receipt).fault)
    assert not verify().intact
    Batch.objects.update(rows=4, report={})
    assert "sealed" in str(check_receipt(receipt).fault)


def test_the_pdf_carries_the_receipt() -> None:
    batch = land(ndjson(rows(3) + rows(2, seed=3, trade="taxi"))).batch
    pdf = receipt_pdf(batch)
    assert receipt_in_pdf(pdf) == receipt_of(batch.id)
    assert check_receipt(receipt_in_pdf(pdf)).good
    with pytest.raises(InputError):
        receipt_in_pdf(b"%PDF-1.7 nothing")
    assert django_settings.FONT_FOLDER.is_dir()


def test_on_call_records_and_warnings_land() -> None:
    times = {"online_at": "2026-07-15T08:00:00+08:00", "offline_at": "2026-07-15T12:00:00+08:00"}
    card = rows(1)[0]["worker_id"]
    content = ndjson({"company_id": SENDER, "worker_id": who, **times} for who in (card, "R-77"))
    assert land(content, kind="oncall").batch.accepted == 2
    keys = {row["worker_id"] for row in held("oncall")}
    assert keys == {keyed(worker_key(), SENDER, "id_card", card), keyed(worker_key(), SENDER, "stable_key", "R-77")}
    warning = {
        "id": "w1", "type": "typhoon", "colour": "red", "county": "330302", "supersedes": ["w0"],
        "effective_at": "2026-07-15T08:00:00+08:00", "expires_at": "2026-07-15T18:00:00+08:00",
    }  # fmt: skip
    land(json.dumps(warning).encode(), kind="warnings")
    assert held("warnings")[0]["supersedes"] == ["w0"]
