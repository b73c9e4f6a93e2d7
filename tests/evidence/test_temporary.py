"""What a process puts down for a while goes with it, also when it was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from huxin.core import temporary
from huxin.core.service import sweep

SCRIPT = """
import sys, time, tempfile
from django.conf import settings
settings.configure(TEMPORARY_FOLDER=sys.argv[1])
from huxin.core.temporary import own_folder
own_folder()
kept = tempfile.NamedTemporaryFile(delete=False)
kept.write(b"330302199003070028" * 1000)
kept.flush()
print("there", flush=True)
time.sleep(60 if sys.argv[2] == "stay" else 0)
"""


def start(folder: Path, how: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", SCRIPT, str(folder), how], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"there\n"
    return process


def held(folder: Path) -> list[Path]:
    return [one for one in folder.rglob("*") if one.is_file() and one.name != "lock"]


@pytest.fixture(autouse=True)
def _folder(settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.TEMPORARY_FOLDER = tmp_path / "tmp"  # type: ignore[attr-defined]
    monkeypatch.setattr(temporary, "GRACE", 0.0)


def test_a_killed_process_leaves_nothing_for_long(tmp_path: Path) -> None:
    folder = tmp_path / "tmp"
    first, second = start(folder, "stay"), start(folder, "stay")
    own = next(one for one in folder.iterdir() if one.name.startswith(f"{first.pid}-"))
    assert own.stat().st_mode & 0o777 == 0o700
    assert len(held(folder)) == 2
    time.sleep(0.05)
    assert sweep() == 0
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert len(held(folder)) == 2
    assert sweep() == 1
    assert len(held(folder)) == 1
    second.terminate()
    second.wait()
    assert sweep() == 1
    assert list(folder.iterdir()) == []


def test_a_process_that_ends_by_itself_takes_its_files_along(tmp_path: Path) -> None:
    assert start(tmp_path / "tmp", "end").wait(timeout=20) == 0
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_folder_that_was_just_made_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(temporary, "GRACE", 60.0)
    (tmp_path / "tmp" / f"{os.getpid()}-new").mkdir(parents=True)
    assert sweep() == 0
