"""A past finding comes out again from the same files and pack; where it does not, the replay says what differs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from huxin.law.errors import InputError
from huxin.law.pack.load import load_pack
from huxin.supervision.lake import Files
from huxin.supervision.replay import Replay, replay
from huxin.supervision.scan import ScanRequest
from huxin.supervision.tests.random_city import make
from huxin.supervision.tests.support import Row, order, platforms, run, write

DAY = date(2000, 1, 1)  # a replay takes the day of the finding


def kept(folder: Path) -> Row:
    """A worker's five hours without a break, found and kept."""
    rows, _ = run(folder, [order("07-15 08:00", "07-15 10:30"), order("07-15 10:35", "07-15 13:00")])
    return next(row for row in rows if row["detector"] == "continuous_work")


def again(folder: Path, finding: str, **options: object) -> Replay:
    files = Files(str(folder / "orders.parquet"))
    return replay(finding, folder / "findings.parquet", ScanRequest(DAY, DAY, files, load_pack("wenzhou"), **options))  # type: ignore[arg-type]


def test_every_finding_of_a_random_city_comes_out_again(tmp_path: Path) -> None:
    city = make(4, workers=3)
    more = {"oncall": city.oncall, "warnings": city.warnings, "cover": city.cover}
    rows, _ = run(tmp_path, city.orders, "2026-06-28", "2026-07-05", **more)  # type: ignore[arg-type]
    files = Files(*(str(tmp_path / f"{name}.parquet") for name in ("orders", *more)))
    request = ScanRequest(DAY, DAY, files, load_pack("wenzhou"), companies=platforms(tmp_path))
    for detector in sorted({row["detector"] for row in rows}):
        row = next(row for row in rows if row["detector"] == detector)
        found = replay(row["finding_id"], tmp_path / "findings.parquet", request)
        assert (found.found, found.same, found.same_pack) == (True, True, True), found.differences


def test_a_late_correction_that_leaves_the_start_is_told_by_column(tmp_path: Path) -> None:
    row = kept(tmp_path)
    write(tmp_path / "orders.parquet", [order("07-15 08:00", "07-15 14:00", order_id="late")])
    found = again(tmp_path, row["finding_id"])
    assert (found.found, found.same) == (True, False)
    assert found.differences["measure"] == (300.0, 360.0)
    assert found.differences["order_ids"][1] == ["late"]


def test_orders_that_are_gone_and_a_rule_that_changed_find_nothing(tmp_path: Path) -> None:
    row = kept(tmp_path)
    assert again(tmp_path, row["finding_id"], sets={"work.continuous_minutes": "200"}).found is False
    write(tmp_path / "orders.parquet", [order("07-15 08:00", "07-15 08:30")])
    found = again(tmp_path, row["finding_id"])
    assert (found.found, found.same, found.finding["measure"]) == (False, False, 300.0)


def test_an_unknown_finding_and_a_file_that_is_none(tmp_path: Path) -> None:
    kept(tmp_path)
    with pytest.raises(InputError, match="no finding f00"):
        again(tmp_path, "f00")
    (tmp_path / "findings.parquet").write_text("nothing")
    with pytest.raises(InputError, match="--findings"):
        again(tmp_path, "f00")
