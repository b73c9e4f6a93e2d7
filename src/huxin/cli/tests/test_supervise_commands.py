"""`huxin feed` and `huxin supervise` as another program sees them: JSON out, exit status, messages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from huxin.cli.main import main


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    words = ("--days", "2", "--workers", "60", "--typhoon", "2026-07-02", "--defects", "31")
    assert main(["feed", "synth", "--out", str(folder), *words]) == 0
    return folder


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = main(list(words))
        except SystemExit as stopped:  # argparse
            status = int(stopped.code or 0)
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    return call


def scan_words(city: Path, out: Path, *more: str) -> list[str]:
    words = ["supervise", "scan", "--from", "2026-07-01", "--to", "2026-07-02", "--orders", f"{city}/orders/*.parquet"]
    for name in ("oncall", "warnings", "cover"):
        words += [f"--{name}", f"{city}/{name}.parquet"]
    return [*words, "--companies", f"{city}/companies.json", "--out", str(out), *more]


def test_a_made_city_is_scanned_and_its_truth_is_found(city: Path, tmp_path: Path, ask: Any) -> None:
    status, out, err = ask(*scan_words(city, tmp_path / "f.parquet"))
    assert (status, err) == (0, "")
    told = json.loads(out)
    truth = json.loads((city / "truth.json").read_text(encoding="utf-8"))
    assert sum(told["findings"].values()) == len(truth) == pq.read_metadata(tmp_path / "f.parquet").num_rows
    assert told["orders"] > 1000
    assert told["peak_memory_mb"] > 0
    assert {"read", "continuous_work", "write"} <= set(told["seconds"])


def test_one_detector_under_a_key_and_a_memory_limit(city: Path, tmp_path: Path, ask: Any) -> None:
    (tmp_path / "key").write_text("0123456789abcdef0123456789abcdef\n")
    more = ("--detector", "continuous_work", "--key", str(tmp_path / "key"), "--memory-limit", "1GB", "--threads", "1")
    status, out, _ = ask(*scan_words(city, tmp_path / "f.parquet", *more))
    assert status == 0
    assert json.loads(out)["findings"] == {"continuous_work": 6}
    assert all(len(row["worker_key"]) == 64 for row in pq.read_table(tmp_path / "f.parquet").to_pylist())


def test_defects_are_told_with_their_reasons(city: Path, ask: Any) -> None:
    status, out, _ = ask("feed", "validate", f"{city}/defects.ndjson", "--company", "91999999MA0000000K")
    assert status == 0
    told = json.loads(out)
    assert told["rows"] == 34
    assert set(told) >= {"rows", "accepted", "flagged", "quarantined", "samples", "refused"}
    assert ask("feed", "check", f"{city}/defects.csv", "--company", "91999999MA0000000K")[0] == 0


def test_a_refused_file_is_the_callers_fault_and_the_report_stands(city: Path, ask: Any) -> None:
    status, out, err = ask(
        "feed", "validate", f"{city}/sheet.csv", f"{city}/bom.csv", "--company", "91999999MA0000000K"
    )
    assert status == 2
    assert json.loads(out)["accepted"] == 1
    assert "Save the sheet as CSV" in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--from", "2026-07-32"), "--from: got 2026-07-32"),
        (("--to", "2026-06-01"), "Swap --from and --to"),
        (("--from", "1999-07-01"), "a day from 2000"),
        (("--orders", "/nowhere/*.parquet"), "--orders: got /nowhere/*.parquet"),
        (("--pack", "atlantis"), "atlantis"),
        (("--engine", "flink"), "invalid choice"),
        (("--detector", "weather_dispach"), "Did you mean 'weather_dispatch'?"),
        (("--set", "work.continuous_minutes"), "NAME=VALUE"),
        (("--set", "work.continuous_minutes=four"), "a whole number"),
        (("--set", "work.continuous_minutes=-5"), "work.continuous_minutes"),
        (("--memory-limit", "lots"), "a size such as 4GB"),
        (("--threads", "0"), "1 or more"),
        (("--key", "/nowhere"), "--key"),
        (("--companies", "/nowhere.csv"), "--companies"),
        (("--out", "/dev/null/x.parquet"), "--out"),
    ],
)
def test_wrong_options_say_what_where_and_how(
    city: Path, tmp_path: Path, ask: Any, words: tuple[str, ...], told: str
) -> None:
    status, out, err = ask(*scan_words(city, tmp_path / "f.parquet", *words))
    assert (status, out) == (2, "")
    assert told in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--days", "0"), "--days: got 0, wanted 1 to 366"),
        (("--workers", "-1"), "--workers"),
        (("--typhoon", "2026-08-01"), "one of the days that are made"),
        (("--from", "July"), "a date that exists"),
        (("--out", "/dev/null/city"), "a folder that can be written"),
    ],
)
def test_a_city_that_cannot_be_made(tmp_path: Path, ask: Any, words: tuple[str, ...], told: str) -> None:
    status, out, err = ask("feed", "synth", "--out", str(tmp_path / "c"), *words)
    assert (status, out) == (2, "")
    assert told in err
