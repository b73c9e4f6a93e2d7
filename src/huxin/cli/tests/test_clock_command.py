"""`huxin clock` as another program sees it: stdin in, JSON out, exit status, messages."""

from __future__ import annotations

import argparse
import io
import json
from pathlib import Path
from typing import Any

import pytest

from huxin.cli.commands import clock

FILED = {"act": "file", "at": "2026-02-10T09:00:00+08:00"}


def huxin(*words: str) -> int:
    parser = argparse.ArgumentParser()
    clock.add(parser.add_subparsers())
    args = parser.parse_args(["clock", *words])
    status: int = args.run(args)
    return status


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    def call(acts: Any, *words: str, name: str = "arbitration") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(acts if isinstance(acts, str) else json.dumps(acts)))
        status = huxin(name, "--acts", "-", *words)
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    return call


def test_json(ask: Any) -> None:
    status, out, err = ask([FILED], "--on", "2026-02-11")
    assert (status, err) == (0, "")
    shape = json.loads(out)
    assert shape["status"] == "received"
    assert shape["clocks"][0] | {"lines": [], "lines_en": []} == {
        "id": "accept_decision",
        "due": "2026-02-24",
        "state": "running",
        "provisional": False,
        "party": "authority",
        "unit": "w",
        "days_left": 4,
        "lines": [],
        "lines_en": [],
        "label": {"zh": "决定是否受理", "en": "Decision to accept"},
        "who": {"zh": "仲裁院", "en": "Arbitration"},
        "started_on": "2026-02-10",
        "stopped_on": None,
        "uncertain_parameters": [],
    }


def test_text_is_chinese_first(ask: Any) -> None:
    status, out, _ = ask([FILED], "--on", "2026-02-11", "--format", "text")
    assert status == 0
    assert out.index("跳过春节") < out.index("Skipped: Spring Festival")
    assert "2026-02-24 [running]" in out


def test_a_file_and_another_pack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "acts.json"
    path.write_text(json.dumps([FILED]), encoding="utf-8")
    assert huxin("injury-recognition", "--acts", str(path), "--pack", "national", "--on", "2026-02-11") == 0
    assert json.loads(capsys.readouterr().out)["clocks"][0]["unit"] == "c"


def test_without_on_the_last_act_is_seen_even_when_it_lies_ahead(ask: Any) -> None:
    late = {"act": "accept", "at": "2150-03-02T09:00:00+08:00"}
    assert json.loads(ask([FILED, late])[1])["status"] == "in_progress"


def test_no_acts_no_clocks(ask: Any) -> None:
    assert json.loads(ask([])[1]) == {"status": None, "clocks": [], "forecast": None}


def test_instants_of_any_offset(ask: Any) -> None:
    utc = {"act": "file", "at": "2026-02-09T17:00:00Z"}
    assert json.loads(ask([utc], "--on", "2026-02-11")[1])["clocks"][0]["started_on"] == "2026-02-10"


@pytest.mark.parametrize(
    ("acts", "words"),
    [
        ("[", ("line 1",)),
        ("{}", ("a list of acts",)),
        ("[" * 100_000, ("nested",)),
        ([5], ("acts[0]", "an object")),
        ([{"at": FILED["at"]}], ("acts[0].act",)),
        ([{"act": "file"}], ("acts[0].at", "2026-02-10T09:00:00+08:00")),
        ([{"act": "file", "at": "2026-02-10"}], ("acts[0].at", "offset is missing")),
        ([{"act": "file", "at": "2026-02-10T09:00:00"}], ("offset is missing",)),
        ([{"act": "file", "at": "2026-02-30T09:00:00+08:00"}], ("acts[0].at",)),
        ([{"act": "file", "at": "0001-01-01T00:00:00+08:00"}], ("a year from 1990",)),
        ([{"act": "file", "at": "9999-12-31T23:59:59-12:00"}], ("a year from 1990",)),
        ([FILED | {"payloud": {}}], ("acts[0].payloud", "Did you mean 'payload'")),
        ([FILED | {"payload": []}], ("acts[0].payload",)),
        ([FILED | {"by": 7}], ("acts[0].by",)),
        ([FILED | {"by": "wroker"}], ("acts[0]", "Did you mean 'worker'")),
        ([FILED, FILED | {"act": "acept"}], ("acts[1]", "Did you mean 'accept'")),
        ([FILED, FILED | {"act": "decode"}], ("acts[1]",)),
        ([FILED, FILED], ("acts[1]", "status 'received'", "Legal here")),
        ([FILED, {"act": "accept", "at": "2026-02-09T09:00:00+08:00"}], ("acts[1]", "sort them by 'at'")),
    ],
)
def test_wrong_input_says_what_where_and_how(ask: Any, acts: Any, words: tuple[str, ...]) -> None:
    status, out, err = ask(acts, "--on", "2026-03-01")
    assert (status, out) == (2, "")
    for word in words:
        assert word in err
    assert "Traceback" not in err


def test_an_extension_that_comes_too_late(ask: Any) -> None:
    acts = [FILED, FILED | {"act": "accept"}, {"act": "extend", "at": "2026-06-01T09:00:00+08:00"}]
    status, _, err = ask(acts, "--on", "2026-06-01")
    assert status == 2
    assert "acts[2].at" in err
    assert "not after 2026-03-27" in err


@pytest.mark.parametrize("day", ["tomorrow", "2026-13-01", "0001-01-01", "9999-12-31"])
def test_a_wrong_day(ask: Any, day: str) -> None:
    status, _, err = ask([FILED], "--on", day)
    assert status == 2
    assert "--on" in err


def test_an_unknown_procedure_or_pack(ask: Any) -> None:
    status, _, err = ask([FILED], name="arbitratoin")
    assert status == 2
    assert "Did you mean 'arbitration'" in err
    status, _, err = ask([FILED], "--pack", "wenzho")
    assert status == 2
    assert "Did you mean 'wenzhou'" in err


def test_a_file_that_is_not_there_or_not_utf8(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert huxin("arbitration", "--acts", str(tmp_path / "none.json")) == 2
    (tmp_path / "gbk.json").write_bytes('[{"act":"受理"}]'.encode("gbk"))
    assert huxin("arbitration", "--acts", str(tmp_path / "gbk.json")) == 2
    assert "UTF-8" in capsys.readouterr().err
