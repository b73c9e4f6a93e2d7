"""``huxin draw`` from the shell: files, exit status, what is never written over."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from huxin.cli.main import main
from huxin.cli.tests.test_light import HEAVY, PROGRAM

EXAMPLE = Path(__file__).resolve().parents[4] / "docs" / "examples" / "draw"
FILES = ["--objects", str(EXAMPLE / "objects.csv"), "--inspectors", str(EXAMPLE / "inspectors.csv")]
PLAN = ["--plan", str(EXAMPLE / "plan.json")]


def promise(folder: Path, *more: str) -> list[str]:
    seed = ["--new-seed", str(folder / "seed.txt"), "--pack", "example"]
    return ["draw", "commit", *FILES, *PLAN, *seed, "--out", str(folder / "commitment.json"), *more]


def carry_out(folder: Path, *more: str) -> list[str]:
    seed = ["--seed", str(folder / "seed.txt")]
    return ["draw", "run", str(folder / "commitment.json"), *FILES, *seed, "--out", str(folder / "record.json"), *more]


def printed(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_commit_run_verify(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(promise(tmp_path)) == 0
    committed = printed(capsys)
    assert committed["to_draw"] == {"high": 2, "low": 2}
    assert (tmp_path / "seed.txt").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "seed.txt").read_text().strip() not in (tmp_path / "commitment.json").read_text()
    assert main(carry_out(tmp_path)) == 0
    assert len(printed(capsys)["drawn"]) == 4
    check = ["draw", "verify", str(tmp_path / "record.json"), *FILES]
    assert main([*check, "--commitment", str(tmp_path / "commitment.json")]) == 0
    assert printed(capsys) == {"intact": True, "commitment": committed["commitment"], "drawn": 4, "faults": []}
    assert main([*check, "--commitment", str(EXAMPLE / "commitment.json")]) == 1
    assert printed(capsys)["intact"] is False


def test_two_seeds_are_two_draws(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        assert main(promise(tmp_path / name)) == 0
    assert (tmp_path / "a" / "seed.txt").read_text() != (tmp_path / "b" / "seed.txt").read_text()


@pytest.mark.parametrize("name", ["objects.csv", "inspectors.csv", "record.json"])
def test_a_changed_file_gives_exit_status_1(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    for file in ("objects.csv", "inspectors.csv", "record.json"):
        (tmp_path / file).write_bytes((EXAMPLE / file).read_bytes())
    data = bytearray((tmp_path / name).read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / name).write_bytes(data)
    directories = ["--objects", str(tmp_path / "objects.csv"), "--inspectors", str(tmp_path / "inspectors.csv")]
    assert main(["draw", "verify", str(tmp_path / "record.json"), *directories]) == 1
    assert printed(capsys)["faults"]


def test_what_was_published_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(promise(tmp_path)) == 0
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert main(promise(tmp_path)) == 2
    assert "a new file" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    (tmp_path / "seed.txt").rename(tmp_path / "kept.txt")
    assert main(promise(tmp_path)) == 2
    assert not (tmp_path / "seed.txt").exists()


def test_the_pack_says_how_many_inspectors_go_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = {**json.loads((EXAMPLE / "plan.json").read_text()), "inspectors_each": 1}
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    assert main(promise(tmp_path, "--plan", str(tmp_path / "plan.json"))) == 2
    assert "labour-inspection-regulation 16 asks for it" in capsys.readouterr().err
    assert not (tmp_path / "seed.txt").exists()


@pytest.mark.parametrize(
    ("more", "where"),
    [
        (["--objects", "nowhere.csv"], "--objects: got nowhere.csv"),
        (["--at", "today"], "committed_at"),
        (["--pack", "wenzhow"], "Did you mean 'wenzhou'?"),
        (["--later-source", ""], "later_source"),
    ],
)
def test_wrong_options_give_exit_status_2(
    tmp_path: Path, more: list[str], where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(promise(tmp_path, *more)) == 2
    assert where in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_seed_made_elsewhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["draw", "commit", *FILES, *PLAN, "--pack", "example", "--out", str(tmp_path / "c.json"), "--seed"]
    assert main([*given, str(EXAMPLE / "plan.json")]) == 2
    assert "64 hexadecimal digits" in capsys.readouterr().err
    assert main([*given, str(EXAMPLE / "seed.txt")]) == 0


def test_the_later_value_of_the_example(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seed = ["--seed", str(EXAMPLE / "seed.txt"), "--out", str(tmp_path / "record.json")]
    command = ["draw", "run", str(EXAMPLE / "commitment.json"), *FILES, *seed]
    assert main(command) == 2
    assert "Give it with --later" in capsys.readouterr().err
    assert main([*command, "--later", "507"]) == 0
    assert (tmp_path / "record.json").read_bytes() == (EXAMPLE / "record.json").read_bytes()


def test_a_check_loads_neither_django_nor_a_pack() -> None:
    command = [sys.executable, "-c", PROGRAM, "draw", "verify", str(EXAMPLE / "record.json"), *FILES]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert set(done.stderr.strip().split("|")) & set(HEAVY) == set()
