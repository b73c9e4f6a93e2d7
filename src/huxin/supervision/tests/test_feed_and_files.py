"""What a feed itself gets wrong, and files that cannot be read."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huxin.law.errors import InputError
from huxin.law.pack.load import load_pack
from huxin.supervision.identity import read_key
from huxin.supervision.lake import Files
from huxin.supervision.model import FINDING
from huxin.supervision.reading import companies
from huxin.supervision.scan import ScanRequest, scan
from huxin.supervision.tests.support import MEITUAN, ORDER_SCHEMA, Row, at, only, order, run, write


def quality(folder: Path, rows: list[Row], first: str, last: str | None = None) -> list[tuple[str, str, float]]:
    found = only(run(folder, rows, first, last, detectors=("feed_quality",))[0], "feed_quality")
    told = [(json.loads(row["evidence"]), row["measure"]) for row in found]
    return sorted((evidence["day"], evidence["measure"], measure) for evidence, measure in told)


def days(*counts: int) -> list[Row]:
    """So many orders on 1 July, 2 July …"""
    return [
        order(f"07-{day + 1:02d} 10:{minute:02d}", f"07-{day + 1:02d} 11:00")
        for day, count in enumerate(counts)
        for minute in range(count)
    ]


def test_missing_and_collapsed_days_stand_out_from_what_is_usual(tmp_path: Path) -> None:
    rows = days(30, 30, 30, 0, 8, 9, 30)
    assert quality(tmp_path, rows, "2026-07-01", "2026-07-08") == [
        ("2026-07-04", "missing_day", 0),
        ("2026-07-05", "collapsed_volume", 8),
        ("2026-07-08", "missing_day", 0),
    ]


def test_too_short_a_past_or_too_few_orders_say_nothing(tmp_path: Path) -> None:
    assert quality(tmp_path / "a", days(30, 30, 0), "2026-07-01", "2026-07-03") == []
    assert quality(tmp_path / "b", days(9, 9, 9, 0), "2026-07-01", "2026-07-04") == []


def test_implausible_orders_and_own_numbers_are_counted(tmp_path: Path) -> None:
    rows = [
        order("07-15 10:00", None, order_id="a"),
        order("07-15 10:00", "07-15 09:00", order_id="b"),
        order("07-15 10:00", "07-15 10:00", order_id="c"),
        order("07-15 10:00", "07-15 10:30", worker_id_kind="stable_key"),
        order("07-15 10:00", None, trade="long_haul"),
    ]
    found = only(run(tmp_path, rows)[0], "feed_quality")
    assert [row["measure"] for row in found] == [3, 1] or [row["measure"] for row in found] == [1, 3]
    counts = next(row for row in found if row["measure"] == 3)
    assert json.loads(counts["evidence"]) == {
        "day": "2026-07-15", "measure": "implausible_orders", "reversed": 1, "too_long": 0, "unclosed": 1,
        "zero_minutes": 1,
    }  # fmt: skip
    assert counts["order_ids"] == ["a", "b", "c"]
    assert (counts["severity"], counts["worker_key"]) == ("notice", None)


def test_the_findings_file_has_the_columns_of_the_contract(tmp_path: Path) -> None:
    run(tmp_path, [order("07-15 08:00", "07-15 13:00")])
    assert pq.read_schema(tmp_path / "findings.parquet").names == [name for name, _ in FINDING]


def test_no_orders_no_findings(tmp_path: Path) -> None:
    found, report = run(tmp_path, [])
    assert (found, report.orders, report.workers) == ([], 0, 0)


def test_only_the_required_columns_will_do(tmp_path: Path) -> None:
    names = ["order_id", "company_id", "worker_id", "trade", "accepted_at", "status"]
    table = pa.Table.from_pylist([order("07-15 08:00", "07-15 13:00")], schema=ORDER_SCHEMA).select(names)
    pq.write_table(table, tmp_path / "few.parquet")
    _, report = run(tmp_path, str(tmp_path / "few.parquet"))
    assert report.not_judged["interval_unclosed"] == 1


def test_files_of_different_columns_are_read_together(tmp_path: Path) -> None:
    row = order("07-15 08:00", "07-15 13:00")
    slim = {name: row[name] for name in ("order_id", "company_id", "worker_id", "trade", "accepted_at", "status")}
    pq.write_table(pa.Table.from_pylist([slim | {"order_id": "slim", "note": 5}]), tmp_path / "p1.parquet")
    write(tmp_path / "p2.parquet", [row])
    _, report = run(tmp_path / "out", str(tmp_path / "p*.parquet"))
    assert report.orders == 2


def wrong(folder: Path, column: pa.Array, name: str) -> str:
    table = pa.Table.from_pylist([order("07-15 08:00", "07-15 13:00")], schema=ORDER_SCHEMA)
    place = table.schema.get_field_index(name)
    pq.write_table(table.set_column(place, name, column), folder / "wrong.parquet")
    return str(folder / "wrong.parquet")


def test_a_column_of_another_type_is_named_with_the_cure(tmp_path: Path) -> None:
    times = pa.array([0], pa.timestamp("ms"))
    with pytest.raises(InputError, match=r"column accepted_at: got TIMESTAMP.*--zone Asia/Shanghai"):
        run(tmp_path, wrong(tmp_path, times, "accepted_at"))
    with pytest.raises(InputError, match="column worker_pay_fen: got DOUBLE"):
        run(tmp_path, wrong(tmp_path, pa.array([1.5]), "worker_pay_fen"))


def test_what_is_no_parquet_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "text.parquet").write_text("order_id,company_id\n1,2\n")
    with pytest.raises(InputError, match="--orders"):
        run(tmp_path, str(tmp_path / "text.parquet"))
    (tmp_path / "cut.parquet").write_bytes(Path(write(tmp_path / "o.parquet", days(30, 30))).read_bytes()[:-900])
    with pytest.raises(InputError, match="--orders"):
        run(tmp_path, str(tmp_path / "cut.parquet"))
    with pytest.raises(InputError, match="at least one"):
        run(tmp_path, str(tmp_path / "none*.parquet"))
    pq.write_table(pa.table({"x": [1]}), tmp_path / "other.parquet")
    with pytest.raises(InputError, match="a column 'order_id'"):
        run(tmp_path, str(tmp_path / "other.parquet"))


def test_options_that_make_no_sense(tmp_path: Path) -> None:
    rows = [order("07-15 08:00", "07-15 13:00")]
    with pytest.raises(InputError, match="Swap"):
        run(tmp_path, rows, "2026-07-15", "2026-07-14")
    with pytest.raises(InputError, match="continuous_work"):
        run(tmp_path, rows, detectors=("continuous_wrok",))
    with pytest.raises(InputError, match="a parameter of the pack"):
        run(tmp_path, rows, sets={"work.continous_minutes": "60"})
    (tmp_path / "short.key").write_text("abc\n")
    with pytest.raises(InputError, match="at least 16 bytes"):
        read_key(str(tmp_path / "short.key"))
    with pytest.raises(InputError, match="can be read"):
        read_key(str(tmp_path / "none.key"))


def test_companies_in_any_plain_form(tmp_path: Path) -> None:
    row = {"company_id": MEITUAN, "platform": "美团"}
    (tmp_path / "a.json").write_text(json.dumps([row]))
    (tmp_path / "b.ndjson").write_text(json.dumps(row) + "\n")
    (tmp_path / "c.csv").write_text(f"company_id,platform\n{MEITUAN},美团\n")
    pq.write_table(pa.Table.from_pylist([row]), tmp_path / "d.parquet")
    for name in ("a.json", "b.ndjson", "c.csv", "d.parquet"):
        assert companies(str(tmp_path / name)) == {MEITUAN: "美团"}
    (tmp_path / "e.csv").write_text(f"company_id,platform\n{MEITUAN},美团\n{MEITUAN},达达\n")
    for name in ("e.csv", "none.csv"):
        with pytest.raises(InputError, match="--companies"):
            companies(str(tmp_path / name))


def test_another_pack_lacks_what_a_detector_needs_and_says_so(tmp_path: Path) -> None:
    path = write(tmp_path / "o.parquet", [order("07-15 08:00", "07-15 13:00", trade="ride_hailing")])
    day = date(2026, 7, 15)
    warnings = str(tmp_path / "w.parquet")
    pq.write_table(
        pa.table(
            {name: ["x"] for name in ("id", "type", "colour", "county")}
            | {n: [1] for n in ("effective_at", "expires_at")}
        ),
        warnings,
    )
    report = scan(ScanRequest(day, day, Files(path, warnings=warnings), load_pack("national")))
    assert report.findings["continuous_work"] == 1
    assert set(report.not_run) >= {"pay_floor_worker", "cover_gap"}
    assert "pay" in report.not_run["pay_floor_worker"]


def test_times_without_a_zone_wait_for_somebody_who_says_which(tmp_path: Path) -> None:
    """What a check refuses a scan refuses, and with the zone both read the same; numbers and texts are read too."""
    from huxin.supervision.validate.run import Sending, validate

    row = order("07-15 12:00", "07-15 12:30", recorded_at=at("07-15 12:31"))
    moments = [pa.scalar(row[name] + 8 * 3_600_000, pa.timestamp("ms")) for name in ("accepted_at", "completed_at")]
    texts = {"recorded_at": "2026-07-15 12:31:00", "start_lng": "120.65", "start_lat": "28.01", "crs": "wgs84"}
    numbers = {"worker_id": pa.array([330302199001010018], pa.int64())}
    columns = {name: pa.array([value]) for name, value in (row | texts).items() if value is not None}
    columns |= numbers
    columns |= {"accepted_at": pa.array([moments[0]]), "completed_at": pa.array([moments[1]])}
    path = tmp_path / "bare.parquet"
    pq.write_table(pa.table(columns), path)
    pack, now = load_pack("wenzhou"), at("07-16 12:00")

    def checked(zone: str) -> dict[str, int]:
        result = validate([path], Sending(str(row["company_id"]), "orders", pack, now, zone=zone))
        return result.quarantined

    assert checked("")["no_offset"] == 1
    assert checked("Asia/Shanghai") == {}
    request = ScanRequest(date(2026, 7, 15), date(2026, 7, 15), Files(str(path)), pack, tmp_path / "f.parquet")
    with pytest.raises(InputError, match="Asia/Shanghai"):
        scan(request)
    found = scan(replace(request, zone="Asia/Shanghai"))
    assert (found.orders, found.workers) == (1, 1)
    with pytest.raises(InputError, match="a time zone"):
        scan(replace(request, zone="Mars/Base"))
