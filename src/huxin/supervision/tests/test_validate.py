"""Every defect gets its treatment, its reason and a cure; nothing makes the check fall over."""

from __future__ import annotations

import gzip
import json
import os
import random
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huxin.law.pack.load import load_pack
from huxin.supervision.synth.defects import CHINA, DEFECTS, SENDER, good_row, write_defects
from huxin.supervision.tests.support import ORDER_SCHEMA, at, order, run, write
from huxin.supervision.validate.run import Sending, Validation, validate

COUNT = int(os.environ.get("HUXIN_DEFECTS", "310"))
LONG_LINE = int(os.environ.get("HUXIN_LONG_LINE", "2000000"))
FIRST = date(2026, 7, 1)
RECEIVED = round(datetime(2026, 7, 20, tzinfo=CHINA).timestamp() * 1000)


def check(*paths: Path, kind: str = "orders", out: Path | None = None, company: str = SENDER) -> Validation:
    return validate(list(paths), Sending(company, kind, load_pack("wenzhou"), RECEIVED, out))


def good(**changes: Any) -> dict[str, Any]:
    return good_row(0, FIRST, random.Random(1)) | changes


def ndjson(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("defects")
    write_defects(place, FIRST, COUNT, 1, LONG_LINE)
    return place


@pytest.mark.parametrize("name", ["defects.ndjson", "defects.csv"])
def test_every_row_gets_its_treatment_and_its_reason(folder: Path, name: str) -> None:
    truth = [row for row in json.loads((folder / "defects.json").read_text()) if row["file"] == name]
    result = check(folder / name)
    wanted: dict[str, dict[str, int]] = {"accepted": {}, "flagged": {}, "quarantined": {}}
    for row in truth:
        wanted[row["treatment"]][row["reason"]] = wanted[row["treatment"]].get(row["reason"], 0) + 1
    assert result.rows == len(truth)
    assert result.flagged == wanted["flagged"]
    assert result.quarantined == wanted["quarantined"]
    assert result.accepted == len(truth) - sum(wanted["quarantined"].values())
    assert result.missing_days == ["2026-07-02"]
    for reason, samples in result.samples.items():
        assert 0 < len(samples) <= 5
        rows = {row["row"] for row in truth if row["reason"] == reason}
        assert {sample["row"] for sample in samples} <= rows
        assert all(sample["wanted"] and sample["fix"] and sample["got"] for sample in samples)


def test_the_defects_cover_every_reason_that_the_contract_names() -> None:
    assert {one.name for one in DEFECTS} >= {
        "time_too_early", "time_in_future", "zero_distance", "zero_minutes", "closed_before_accepted", "open_too_long",
        "swapped_coordinates", "unknown_crs", "outside_city", "negative_amount", "full_width", "formula",
    }  # fmt: skip


def test_odd_wrapping_is_unwrapped_and_what_is_no_text_is_refused(folder: Path) -> None:
    names = ("bom.csv", "gbk.csv", "packed.ndjson.gz", "long-line.ndjson", "sheet.csv", "empty.ndjson")
    result = check(*(folder / name for name in names))
    assert {one["file"]: one["notes"] for one in result.files} == {
        "bom.csv": ["byte_order_mark"], "gbk.csv": ["gb18030"], "packed.ndjson.gz": ["gzip"], "long-line.ndjson": [],
    }  # fmt: skip
    assert (result.rows, result.accepted, result.quarantined) == (6, 5, {"line_too_long": 1})
    assert result.samples["line_too_long"][0]["row"] == 2
    assert {one["file"] for one in result.refused} == {"sheet.csv", "empty.ndjson"}
    assert "CSV in UTF-8" in result.refused[0]["hint"]


@pytest.mark.parametrize(
    ("changes", "reason", "fix"),
    [
        ({"accepted_at": "2026-07-01 08:30:00"}, "no_offset", "accepted_at = 2026-07-01T08:30:00+08:00"),
        ({"picked_up_at": 1782866400}, "time_too_early", "These are seconds: picked_up_at = 1782866400000"),
        ({"worker_pay_fen": "8.50"}, "not_whole", "worker_pay_fen = 850 if these are yuan"),
        ({"start_lng": 28.01, "start_lat": 120.65}, "swapped_coordinates", "start_lng = 120.65, start_lat = 28.01"),
        ({"county": "３３０３０２"}, "full_width", "county = 330302"),
        ({"company_id": "x"}, "other_company", f"company_id = {SENDER}"),
        ({"completed_at": None, "cancelled_at": None}, "status_mismatch", "completed_at = the time at which it ended"),
        ({"trade": "taxi"}, "unknown_trade", "Use a word of the list."),
    ],
)
def test_the_cure_is_spelled_out(tmp_path: Path, changes: dict[str, Any], reason: str, fix: str) -> None:
    result = check(ndjson(tmp_path / "a.ndjson", good(**changes)))
    assert result.samples[reason][0]["fix"] == fix


def test_the_number_of_a_person_is_not_repeated(tmp_path: Path) -> None:
    result = check(ndjson(tmp_path / "a.ndjson", good(worker_id="330302199001011234")))
    assert "330302199001011234" not in json.dumps(result.as_json())


def test_accepted_rows_can_be_scanned(tmp_path: Path) -> None:
    rows = [
        order("07-15 08:00", "07-15 13:00", worker_id="Ｗ1", company_id=SENDER),
        order("07-15 08:00", None, worker_id=None),
    ]
    text = [{key: _words(key, value) for key, value in row.items()} for row in rows]
    result = check(ndjson(tmp_path / "a.ndjson", *text), out=tmp_path / "accepted.parquet")
    assert (result.rows, result.accepted) == (2, 1)
    found, _ = run(tmp_path, str(tmp_path / "accepted.parquet"), detectors=("continuous_work",))
    assert [row["worker_key"] for row in found] == ["W1"]
    again = check(tmp_path / "accepted.parquet")
    assert (again.rows, again.accepted, again.quarantined) == (1, 1, {})


def _words(key: str, value: Any) -> Any:
    if key.endswith("_at") and isinstance(value, int):
        return datetime.fromtimestamp(value / 1000, CHINA).isoformat()
    return value


def test_what_was_mended_lands_mended(tmp_path: Path) -> None:
    rows = (
        good(start_lng=28.01, start_lat=120.65, order_id="swapped"),
        good(start_lng=120_650_000, order_id="millionths"),
        good(dispatch_mode="shouted", order_id="mode"),
        good(order_id="twice"),
        good(order_id="twice"),
    )
    check(ndjson(tmp_path / "a.ndjson", *rows), out=tmp_path / "out.parquet")
    landed = {row["order_id"]: row for row in pq.read_table(tmp_path / "out.parquet").to_pylist()}
    assert (landed["swapped"]["start_lng"], landed["swapped"]["start_lat"]) == (120.65, 28.01)
    assert landed["millionths"]["start_lng"] is None
    assert landed["mode"]["dispatch_mode"] is None
    assert len(landed) == 4


def test_parquet_is_checked_like_text(tmp_path: Path) -> None:
    rows = [
        order("07-15 08:00", "07-15 09:00", company_id=SENDER),
        order("07-15 08:00", "07-15 07:00", company_id=SENDER),
    ]
    result = check(Path(write(tmp_path / "a.parquet", rows)))
    assert (result.accepted, result.quarantined) == (1, {"closed_before_accepted": 1})
    pq.write_table(pa.table({"order_id": [1], "when": [2]}), tmp_path / "b.parquet")
    result = check(tmp_path / "b.parquet")
    assert result.quarantined == {"missing_field": 1}
    assert result.files[0]["unknown_columns"] == ["when"]
    stamped = pa.Table.from_pylist(rows[:1], schema=ORDER_SCHEMA)
    place = stamped.schema.get_field_index("accepted_at")
    stamped = stamped.set_column(place, "accepted_at", stamped.column(place).cast(pa.timestamp("ms", "UTC")))
    pq.write_table(stamped, tmp_path / "c.parquet")
    assert check(tmp_path / "c.parquet").accepted == 1


@pytest.mark.parametrize("content", [b"PAR1", b"", b"PAR1" + b"\0" * 40 + b"PAR1"])
def test_a_damaged_parquet_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.parquet").write_bytes(content)
    assert check(tmp_path / "a.parquet").refused[0]["file"] == "a.parquet"


def test_a_damaged_gzip_a_strange_ending_and_no_file_are_refused(tmp_path: Path) -> None:
    whole = gzip.compress(json.dumps(good()).encode() * 50)
    (tmp_path / "cut.ndjson.gz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "orders.doc").write_text("x")
    result = check(tmp_path / "cut.ndjson.gz", tmp_path / "orders.doc", tmp_path / "none.csv")
    assert [one["file"] for one in result.refused] == ["cut.ndjson.gz", "orders.doc", "none.csv"]
    assert result.rows == 0


def test_csv_with_other_separators_quotes_and_ragged_rows(tmp_path: Path) -> None:
    row = good(cover_no="a;b")
    names = [name for name, value in row.items() if value is not None]
    cells = [f'"{row[name]}"' for name in names]
    text = ";".join(names) + "\r\n" + ";".join(cells) + "\r\n" + ";".join(cells[:-1]) + "\r\n\r\n"
    (tmp_path / "a.csv").write_text(text, newline="")
    result = check(tmp_path / "a.csv")
    assert (result.rows, result.accepted, result.quarantined) == (2, 1, {"wrong_number_of_cells": 1})


def test_a_header_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,age\nx,5\n")
    assert "header" in check(tmp_path / "a.csv").refused[0]["wanted"]


def test_on_call_records_and_warnings(tmp_path: Path) -> None:
    times = {"online_at": "2026-07-15T08:00:00+08:00", "offline_at": "2026-07-15T07:00:00+08:00"}
    oncall = {"company_id": SENDER, "worker_id": "w", **times}
    result = check(
        ndjson(tmp_path / "a.ndjson", oncall, oncall | {"offline_at": "2026-07-17T08:00:00+08:00"}), kind="oncall"
    )
    assert (result.quarantined, result.flagged) == ({"closed_before_accepted": 1}, {"open_too_long": 1})
    warning = {
        "id": "w1", "type": "meteor", "colour": "red", "county": "330302", "effective_at": "2026-07-15T08:00:00+08:00",
        "expires_at": "2026-07-15T18:00:00+08:00", "supersedes": ["w0"],
    }  # fmt: skip
    rows = (warning, warning | {"county": "温州"}, warning | {"colour": "pink"})
    result = check(ndjson(tmp_path / "b.ndjson", *rows), kind="warnings", out=tmp_path / "w.parquet")
    assert (result.quarantined, result.flagged) == ({"unknown_county": 1, "unknown_colour": 1}, {"unknown_type": 1})
    assert pq.read_table(tmp_path / "w.parquet").to_pylist()[0]["supersedes"] == ["w0"]


TEXTS = st.one_of(
    st.none(), st.text(max_size=12), st.integers(), st.floats(), st.booleans(), st.lists(st.integers(), max_size=2)
)


@settings(
    max_examples=int(os.environ.get("HUXIN_EXAMPLES", "25")), deadline=None, suppress_health_check=list(HealthCheck)
)
@given(
    changes=st.dictionaries(st.sampled_from([*good(), "extra"]), TEXTS, max_size=6),
    noise=st.binary(max_size=60),
    ending=st.sampled_from([".ndjson", ".csv", ".parquet", ".ndjson.gz"]),
)
def test_nothing_makes_it_fall_over(tmp_path: Path, changes: dict[str, Any], noise: bytes, ending: str) -> None:
    line = json.dumps(good() | changes).encode()
    for name, content in (("a", line + b"\n" + noise + b"\n" + line), ("b", noise)):
        path = tmp_path / f"{name}{ending}"
        path.write_bytes(gzip.compress(content) if ending.endswith("gz") else content)
        result = check(path, out=tmp_path / "out.parquet")
        stopped = {sample["row"] for held in result.samples.values() for sample in held}
        assert result.accepted <= result.rows
        assert result.refused or len(stopped) <= result.rows + 1


def test_times_are_kept_to_the_millisecond(tmp_path: Path) -> None:
    row = good(accepted_at="2026-07-01T00:00:00.123Z", picked_up_at=None, promised_at="2026-07-01T09:30+08:00")
    check(ndjson(tmp_path / "a.ndjson", row), out=tmp_path / "out.parquet")
    (landed,) = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert (landed["accepted_at"], landed["promised_at"]) == (at("07-01 08:00") + 123, at("07-01 09:30"))
