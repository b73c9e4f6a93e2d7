"""Time goes by: coordinates are rounded, raw bytes and old records go, receipts stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from huxin.core.service import Entry, verify
from huxin.feeds import files
from huxin.feeds.models import Batch, Part
from huxin.feeds.service import check_receipt, quality_of, receipt_of, record_basis, tidy
from huxin.law import InputError
from huxin.supervision.synth.defects import SENDER
from tests.feeds.support import FIRST, held, land, ndjson, rows

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def test_old_coordinates_become_rough_in_a_second_version() -> None:
    point = {"start_lng": 120.65396446, "start_lat": 28.00662511, "end_lng": None, "end_lat": None, "crs": "gcj02"}
    batch = land(ndjson(rows(3, **point))).batch
    before = held()
    assert before[0]["sent_start_lng"] is not None
    done = tidy(NOW)
    assert (done.rounded, tidy(NOW).rounded) == (2, 0)  # the rows lie on two days
    after = held()
    assert len(after) == len(before) == 3
    assert (after[0]["start_lng"], after[0]["start_lat"]) == (pytest.approx(120.65), pytest.approx(28.01))
    assert (after[0]["sent_start_lng"], after[0]["end_lng"]) == (None, None)
    places = {"start_lng", "start_lat", "sent_start_lng", "sent_start_lat"}
    for old, new in zip(before, after, strict=True):
        assert {name: value for name, value in old.items() if name not in places} == {
            name: value for name, value in new.items() if name not in places
        }
    versions = [(part.version, part.removed) for part in Part.objects.order_by("version", "day")]
    assert versions == [(1, True), (1, True), (2, False), (2, False)]
    assert check_receipt(receipt_of(batch.id) or {}).good
    assert Entry.objects.filter(kind="feed_rounding").count() == 2
    assert verify().intact
    Part.objects.filter(version=2).update(rows=7)
    assert not verify().intact


def test_fresh_coordinates_stay() -> None:
    land(ndjson(rows(2, start_lng=120.6512345, start_lat=28.01, crs="wgs84")))
    assert tidy(datetime(2026, 7, 20, tzinfo=UTC)).rounded == 0
    assert held()[0]["start_lng"] == 120.6512345


def test_raw_bytes_and_old_records_go_and_the_receipt_stays() -> None:
    batch = land(ndjson(rows(2))).batch
    raw = files.raw_file(batch.company, batch.id)
    assert tidy(NOW).raw_deleted == 0
    assert raw.exists()
    assert tidy(NOW + timedelta(days=40)).raw_deleted == 1
    assert not raw.exists()
    assert tidy(NOW + timedelta(days=40)).raw_deleted == 0
    done = [tidy(NOW + timedelta(days=days)) for days in range(80, 901, 40)]  # as time goes by, and not in a jump
    assert sum(one.parts_deleted for one in done) == 2
    assert list(files.lake().glob("orders/**/*.parquet")) == []
    assert check_receipt(receipt_of(batch.id) or {}).good
    assert verify().intact
    assert Batch.objects.count() == 1


def test_the_score_of_a_day_follows_its_formula() -> None:
    day = {
        "accepted_at": "2026-07-05T08:00:00+08:00",
        "picked_up_at": None,
        "completed_at": "2026-07-05T09:00:00+08:00",
    }
    good = {**day, "recorded_at": "2026-07-05T10:00:00+08:00"}
    late = {**day, "recorded_at": "2026-07-09T10:00:00+08:00"}
    sent = [
        *rows(10, **good),
        *rows(4, seed=2, **good, distance_m=0),
        *rows(3, seed=3, **late),
        *rows(3, seed=4, **good, trade="taxi"),
    ]
    land(ndjson(sent))
    (found,) = quality_of(SENDER, "orders", FIRST, FIRST + timedelta(days=30))
    assert (found.rows, found.accepted, found.flagged, found.late, found.quarantined) == (20, 17, 4, 3, 3)
    assert found.score == (100 * (20 - 3) - 25 * 4 - 10 * 3) // 20
    assert (found.score, found.level) == (78, "poor")


def test_a_day_without_records_is_missing_and_a_row_without_a_day_is_counted() -> None:
    days = [f"2026-07-0{day}T08:00:00+08:00" for day in (2, 5)]
    sent = [
        rows(1, seed=place, accepted_at=at, picked_up_at=None, completed_at=at.replace("08:00:00", "09:00:00"),
             recorded_at=at.replace("08:00:00", "10:00:00"))[0]
        for place, at in enumerate(days)
    ]  # fmt: skip
    land(ndjson([*sent, *rows(1, seed=9, accepted_at="1970-01-01T00:00:00Z")]))
    found = quality_of(SENDER, "orders", FIRST, FIRST + timedelta(days=30))
    assert [(str(one.day), one.level) for one in found] == [
        ("2026-07-02", "good"), ("2026-07-03", "missing"), ("2026-07-04", "missing"), ("2026-07-05", "good"),
        ("None", "poor"),
    ]  # fmt: skip
    assert quality_of(SENDER, "oncall", FIRST, FIRST + timedelta(days=30)) == []


def test_a_batch_carries_its_legal_basis() -> None:
    assert land(ndjson(rows(1))).batch.basis["by_trade"]["ride_hailing"] == "relay"
    record_basis(SENDER, "orders", "agreement", "数据报送协议 2026-3", NOW)
    batch = land(ndjson(rows(1, seed=2))).batch
    assert batch.basis == {"basis": "agreement", "document": "数据报送协议 2026-3"}
    for basis, document in (("curiosity", "x"), ("agreement", "  ")):
        with pytest.raises(InputError):
            record_basis(SENDER, "orders", basis, document, NOW)
