"""`huxin feed map|import` and `huxin supervise replay` as another program sees them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from huxin.cli.main import main
from huxin.supervision.tests.support import order, run

EXAMPLE = Path(__file__).parents[4] / "docs" / "examples" / "feed"
RIDES = str(EXAMPLE / "ride-hailing")


def test_a_table_is_mapped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["feed", "map", str(EXAMPLE / "orders.csv"), "--mapping", str(EXAMPLE / "orders-map.yaml"), "--out"]
    assert main([*words, str(tmp_path / "o.parquet")]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == 3
    assert main([*words, "/dev/null/o.parquet"]) == 2
    assert "--out" in capsys.readouterr().err


def test_messages_are_imported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feed", "import", "ride-hailing", RIDES, "--out", str(tmp_path / "out")]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == {"orders": 3, "oncall": 1, "companies": 1, "drivers": 1}
    assert main(["feed", "import", "freight", RIDES, "--out", str(tmp_path / "out")]) == 2
    assert "no waybill" in capsys.readouterr().err
    assert main(["feed", "import", "ride-hailing", RIDES, "--out", "/dev/null/x"]) == 2


def test_a_finding_is_found_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows, _ = run(tmp_path, [order("07-15 08:00", "07-15 13:00")])
    row = next(row for row in rows if row["detector"] == "continuous_work")
    words = ["--findings", str(tmp_path / "findings.parquet"), "--orders", str(tmp_path / "orders.parquet")]
    assert main(["supervise", "replay", row["finding_id"], *words]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["found"], told["same"], told["same_pack"], told["differences"]) == (True, True, True, {})
    assert told["finding"]["finding_id"] == row["finding_id"]
