"""Any table as canonical Parquet: units, times, value tables, encodings, points; every fault is told with its place."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huxin.law.errors import InputError
from huxin.law.pack.load import load_pack
from huxin.supervision.adapters.cells import FieldMapping, Unreadable, kind_of
from huxin.supervision.adapters.coordinates import to_bd09, to_gcj02, to_wgs84
from huxin.supervision.adapters.mapping import KINDS, load
from huxin.supervision.adapters.table import first_of, map_file
from huxin.supervision.lake import Files
from huxin.supervision.scan import ScanRequest, scan
from huxin.supervision.tests.support import at

EXAMPLE = Path(__file__).parents[4] / "docs" / "examples" / "feed"
TEXT = (EXAMPLE / "orders.csv").read_text(encoding="utf-8")
HEADER, *LINES = TEXT.splitlines()


def mapped(folder: Path, data: bytes = TEXT.encode(), name: str = "orders.csv", **changes: Any) -> list[dict[str, Any]]:
    """The example, with other bytes or other columns in its mapping; a column of None is left out."""
    how = yaml.safe_load((EXAMPLE / "orders-map.yaml").read_text(encoding="utf-8"))
    how["columns"] = {key: value for key, value in {**how["columns"], **changes}.items() if value is not None}
    (folder / "map.yaml").write_text(yaml.safe_dump(how, allow_unicode=True), encoding="utf-8")
    (folder / name).write_bytes(data)
    made = map_file(folder / name, load(folder / "map.yaml"), folder / "out.parquet")
    if made.bad:
        raise first_of(made.bad)
    return pq.read_table(folder / "out.parquet").to_pylist()


def test_the_example_becomes_orders_of_the_contract(tmp_path: Path) -> None:
    one, two, three = mapped(tmp_path)
    assert list(one)[: len(KINDS["orders"])] == [column.name for column in KINDS["orders"]]
    assert one["accepted_at"] == at("07-01 11:02:10")
    assert one["completed_at"] == at("07-01 11:31:45")
    assert (one["distance_m"], one["worker_pay_fen"], one["penalty_fen"]) == (2400, 650, None)
    assert (two["worker_pay_fen"], two["penalty_fen"]) == (700, 100)  # the seven is a full-width one
    assert [row["status"] for row in (one, two, three)] == ["completed", "completed", "cancelled"]
    assert {row["company_id"] for row in (one, two, three)} == {"91330300MA00000069"}


def test_the_raw_pair_is_kept_beside_wgs84(tmp_path: Path) -> None:
    row = mapped(tmp_path)[0]
    assert (row["raw_start_lng"], row["raw_start_lat"], row["crs"]) == (120.69987, 28.00123, "gcj02")
    back = to_gcj02(row["start_lng"], row["start_lat"])
    assert back == pytest.approx((120.69987, 28.00123), abs=1e-8)
    assert abs(row["start_lng"] - 120.69987) > 0.001


def test_a_point_of_an_unknown_system_is_kept_and_not_placed(tmp_path: Path) -> None:
    row = mapped(tmp_path, crs={"constant": "beijing54"})[0]
    assert (row["raw_start_lng"], row["start_lng"], row["crs"]) == (120.69987, None, "beijing54")


def test_gbk_byte_order_mark_gzip_and_semicolons_read_the_same(tmp_path: Path) -> None:
    wanted = mapped(tmp_path)
    assert mapped(tmp_path, TEXT.encode("gbk")) == wanted
    assert mapped(tmp_path, b"\xef\xbb\xbf" + TEXT.encode()) == wanted
    assert mapped(tmp_path, gzip.compress(TEXT.encode()), "orders.csv.gz") == wanted
    assert mapped(tmp_path, TEXT.replace(",", ";").encode()) == wanted


def test_ndjson_reads_the_same(tmp_path: Path) -> None:
    names = HEADER.split(",")
    lines = [json.dumps(dict(zip(names, line.split(","), strict=True)), ensure_ascii=False) for line in LINES]
    assert mapped(tmp_path, "\n".join(lines).encode(), "orders.ndjson") == mapped(tmp_path)


def test_what_was_mapped_can_be_scanned(tmp_path: Path) -> None:
    mapped(tmp_path)
    request = ScanRequest(
        date(2026, 7, 1),
        date(2026, 7, 1),
        Files(f"{tmp_path}/out.parquet"),
        load_pack("wenzhou"),
        tmp_path / "f.parquet",
    )
    report = scan(request)
    assert (report.orders, report.workers, report.findings["penalised_late"]) == (3, 2, 1)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"order_id": None}, "nothing for order_id"),
        ({"ordr_id": "订单号"}, "Did you mean 'order_id'?"),
        ({"order_id": "订单编号"}, "no column '订单编号'"),
        ({"distance_m": {"column": "里程（公里）", "unit": "mile"}}, "unit"),
        ({"order_id": {"column": "订单号", "unit": "km"}}, "no unit: it is a text"),
        ({"worker_pay_fen": {"column": "骑手收入（元）", "unit": "fen"}}, "whole fen"),
        ({"accepted_at": {"column": "接单时间", "time": "f14"}}, "14 digits"),
        ({"accepted_at": {"column": "接单时间", "time": "iso"}}, "rfc3339"),
        ({"accepted_at": {"column": "接单时间", "tiem": "f14"}}, "Did you mean 'time'?"),
        ({"accepted_at": {"column": "骑手收入（元）", "time": "%Y-%m-%d"}}, "row 2: 骑手收入（元）"),
        ({"accepted_at": {"column": "接单时间", "time": "%H:%M"}}, "a form with year and day"),
        ({"accepted_at": {"columns": ["日期"], "time": "f14"}}, "two or more columns"),
        ({"order_id": {"columns": ["日期", "订单号"]}}, "it is no time"),
        ({"status": {"column": "状态", "values": {"已完成": "completed"}}}, "row 4: 状态"),
        ({"trade": {"column": "状态", "constant": "takeaway"}}, "either 'column' or 'constant'"),
        ({"trade": {"constant": ""}}, "a value for trade"),
        ({"trade": 7}, "the name of a column"),
        ({"status": {"column": "状态", "values": "completed"}}, "cell: value"),
    ],
)
def test_a_wrong_mapping_or_cell_is_named_and_nothing_is_written(
    tmp_path: Path, changes: dict[str, Any], told: str
) -> None:
    with pytest.raises(InputError) as caught:
        mapped(tmp_path, **changes)
    assert told in str(caught.value)
    assert not list(tmp_path.glob("*.parquet*"))
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"", "orders.csv", "nothing in it"),
        (b"PK\x03\x04rest", "orders.csv", "Excel"),
        ((HEADER + "\n" + "a,b\n").encode(), "orders.csv", "2 cells"),
        (TEXT.encode() + b"x" * 2_000_000 + b"\n", "orders.csv", "at most 1048576"),
        (b"[1, 2]\n", "orders.ndjson", "a JSON object"),
        (b"{\n", "orders.ndjson", "line 1"),
        (b"{}\n", "orders.ndjson", "a value for order_id"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(tmp_path: Path, data: bytes, name: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        mapped(tmp_path, data, name)
    assert told in str(caught.value)
    assert not list(tmp_path.glob("*.parquet*"))


@pytest.mark.parametrize(
    ("text", "told"),
    [("kind: order\ncolumns: {}\n", "Did you mean 'orders'?"), ("- 1\n", "keys"), ("a: [\n", "YAML"),
     ("kind: orders\ncolumn: {}\n", "Did you mean 'columns'?"), ("kind: orders\ncolumns: []\n", "one or more")],
)  # fmt: skip
def test_a_mapping_file_that_makes_no_sense(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "map.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(tmp_path / "map.yaml")
    assert told in str(caught.value)


def test_warnings_name_those_that_they_replace(tmp_path: Path) -> None:
    columns = {name: name for name in ("id", "type", "colour", "county", "effective_at", "expires_at", "supersedes")}
    (tmp_path / "map.yaml").write_text(json.dumps({"kind": "warnings", "zone": "Asia/Shanghai", "columns": columns}))
    (tmp_path / "w.csv").write_text(
        "id,type,colour,county,effective_at,expires_at,supersedes\n"
        'w3,typhoon,red,330302,2026-07-01T08:00:00+08:00,2026-07-01 20:00:00,"w1, w2"\n'
    )
    map_file(tmp_path / "w.csv", load(tmp_path / "map.yaml"), tmp_path / "w.parquet")
    (row,) = pq.read_table(tmp_path / "w.parquet").to_pylist()
    assert row["supersedes"] == ["w1", "w2"]
    assert (row["effective_at"], row["expires_at"]) == (at("07-01 08:00"), at("07-01 20:00"))


@pytest.mark.parametrize(
    ("name", "how", "cell", "value"),
    [
        ("accepted_at", {"time": "unix"}, "1782874930", 1782874930000),
        ("accepted_at", {"time": "unix_ms"}, "1782874930123", 1782874930123),
        ("accepted_at", {"time": "f14"}, "20260701110210", 1782874930000),
        ("accepted_at", {}, "2026-07-01T03:02:10Z", 1782874930000),
        ("accepted_at", {}, "", None),
        ("tip_fen", {"unit": "yuan"}, "1,234.50", 123450),
        ("tip_fen", {"unit": "yuan"}, "¥0.01", 1),
        ("tip_fen", {"unit": "jiao"}, "-3", -30),
        ("distance_m", {"unit": "km"}, "0.0005", 1),
        ("start_lng", {"unit": "millionth"}, "120699870", 120.69987),
        ("trade", {"default": "courier"}, " ", "courier"),
        ("order_id", {}, "\uff21\uff11", "A1"),
    ],
)
def test_cells(name: str, how: dict[str, Any], cell: str, value: object) -> None:
    assert FieldMapping(name, column="c", **how).read(cell) == value


@pytest.mark.parametrize(
    ("name", "cell"), [("tip_fen", "1e5"), ("tip_fen", "七元"), ("tip_fen", "1.005"), ("start_lng", "E120"),
                       ("accepted_at", "昨天"), ("distance_m", "--1"), ("tip_fen", "9" * 30),
                       ("distance_m", "9" * 10_000), ("start_lng", "9" * 400)],
)  # fmt: skip
def test_cells_that_are_nothing(name: str, cell: str) -> None:
    with pytest.raises(Unreadable):
        FieldMapping(name, column="c", unit="yuan" if kind_of(name) == "money" else "").read(cell)


@pytest.mark.parametrize("form", ["unix", "unix_ms"])
@pytest.mark.parametrize("cell", ["1e999999999", "-1e20", "9" * 10_000, "NaN", "Infinity", "sNaN"])
def test_a_time_beyond_all_days_is_told_at_once(form: str, cell: str) -> None:
    with pytest.raises(Unreadable):
        FieldMapping("accepted_at", column="c", time=form).read(cell)


@given(st.floats(119.5, 121.4), st.floats(26.9, 28.7))
def test_there_and_back_again(lng: float, lat: float) -> None:
    assert to_wgs84("gcj02", *to_gcj02(lng, lat)) == pytest.approx((lng, lat), abs=1e-8)
    assert to_wgs84("bd09", *to_bd09(*to_gcj02(lng, lat))) == pytest.approx((lng, lat), abs=1e-7)
    assert to_wgs84("cgcs2000", lng, lat) == (lng, lat)
    assert to_wgs84("other", lng, lat) is None


def test_known_points() -> None:
    """Tian'anmen as its three systems are commonly quoted, to some metres."""
    assert to_gcj02(116.391305, 39.905530) == pytest.approx((116.397547, 39.906934), abs=2e-5)
    assert to_bd09(116.404, 39.915) == pytest.approx((116.41036949371029, 39.92133699351021), abs=1e-9)
    assert to_gcj02(2.35, 48.85) == (2.35, 48.85)


def test_what_the_example_maps_is_taken_and_leads_to_a_finding(tmp_path: Path) -> None:
    from huxin.supervision.validate.run import Sending, validate

    mapped(tmp_path)
    sending = Sending("91330300MA00000069", "orders", load_pack("wenzhou"), at("07-02 12:00"))
    result = validate([tmp_path / "out.parquet"], sending)
    assert (result.rows, result.accepted, result.quarantined) == (3, 3, {})


def test_every_bad_cell_is_counted_and_nothing_is_written(tmp_path: Path) -> None:
    broken = TEXT.replace("2026-07-01,11:02:10", ",11:02:10").replace("2.4,", "weit,").replace("3.1,", "fern,")
    (tmp_path / "a.csv").write_text(broken, encoding="utf-8")
    made = map_file(tmp_path / "a.csv", load(EXAMPLE / "orders-map.yaml"), tmp_path / "out.parquet")
    told = {(one["column"], one["cells"]): [sample["row"] for sample in one["samples"]] for one in made.bad}
    assert told == {("日期 + 接单时间", 1): [2], ("里程（公里）", 2): [2, 3]}
    assert not list(tmp_path.glob("*.parquet"))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kinds=st.lists(st.sampled_from(["right", "right", "word", "two", "blank"]), min_size=1, max_size=8),
    cut=st.booleans(),
    code=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
)
def test_every_row_is_mapped_or_every_bad_cell_is_counted(
    tmp_path: Path, kinds: list[str], cut: bool, code: str
) -> None:
    """Doubled, spoilt, with empty lines between, cut: the rows are all there, or none is and each fault is told."""
    spoilt = {
        "right": LINES[0], "word": LINES[0].replace("2.4,", "weit,"),
        "two": LINES[0].replace("2.4,", "weit,").replace(",6.50,", ",viel,"), "blank": "",
    }  # fmt: skip
    lines = [spoilt[kind] for kind in kinds]
    if cut:
        lines.append(LINES[1].rpartition(",")[0])
    (tmp_path / "a.csv").write_bytes("\n".join([HEADER, *lines]).encode(code))
    out = tmp_path / "out.parquet"
    out.unlink(missing_ok=True)
    if cut:
        with pytest.raises(InputError) as told:
            map_file(tmp_path / "a.csv", load(EXAMPLE / "orders-map.yaml"), out)
        assert f"line {len(lines) + 1}" in told.value.problem.field
        assert not out.exists()
        return
    if set(kinds) == {"blank"}:
        return
    made = map_file(tmp_path / "a.csv", load(EXAMPLE / "orders-map.yaml"), out)
    cells = sum(one["cells"] for one in made.bad)
    assert cells == kinds.count("word") + 2 * kinds.count("two")
    assert out.exists() == (cells == 0)
    if not cells:
        assert made.rows == pq.read_table(out).num_rows == kinds.count("right")


def test_parquet_is_mapped_like_text_and_a_time_without_a_zone_is_told(tmp_path: Path) -> None:
    import pyarrow as pa

    names = HEADER.split(",")
    rows = [dict(zip(names, line.split(","), strict=True)) for line in LINES]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet")
    how = load(EXAMPLE / "orders-map.yaml")
    map_file(tmp_path / "a.parquet", how, tmp_path / "p.parquet")
    map_file(EXAMPLE / "orders.csv", how, tmp_path / "c.parquet")
    assert pq.read_table(tmp_path / "p.parquet") == pq.read_table(tmp_path / "c.parquet")
    text = (EXAMPLE / "orders-map.yaml").read_text(encoding="utf-8").replace("zone: Asia/Shanghai\n", "")
    (tmp_path / "map.yaml").write_text(text, encoding="utf-8")
    made = map_file(EXAMPLE / "orders.csv", load(tmp_path / "map.yaml"), tmp_path / "d.parquet")
    assert {one["wanted"] for one in made.bad} == {"a time with its offset"}
    assert sum(one["cells"] for one in made.bad) == 12
