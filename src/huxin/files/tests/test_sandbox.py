"""Whatever a reader does, whoever asked gets an answer in time, and the next file is read."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from huxin.files import sandbox
from huxin.files.limits import BusyError, Limits
from huxin.files.sandbox import run
from huxin.law import InputError

HERE = "huxin.files.tests.readers"
QUICK = Limits(seconds=1, memory=200 * 1024 * 1024)


def ask(name: str, content: bytes = b"", limits: Limits = QUICK, **options: object) -> bytes:
    return run(f"{HERE}:{name}", content, options, limits)


def test_content_and_options_go_in_and_the_result_comes_out() -> None:
    big = os.urandom(5_000_000)
    assert ask("echo", big, add="!") == big + b"!"
    assert ask("echo") == b""


@pytest.mark.parametrize(
    ("name", "code", "word"),
    [
        ("spins", "limit_seconds", "1 秒"),
        ("sleeps", "limit_seconds", "1 秒"),
        ("grows", "limit_memory", "200 MB"),
        ("deep", "limit_depth", "太深"),
        ("crashes", "damaged", "坏了"),
        ("breaks", "damaged", "坏了"),
        ("opens", "damaged", "坏了"),
        ("leaves", "damaged", "坏了"),
        ("refuses", "old", "另存"),
    ],
)
@pytest.mark.timeout(60)
def test_every_end_is_told_in_words_and_the_next_file_is_read(name: str, code: str, word: str) -> None:
    with pytest.raises(InputError) as refused:
        ask(name)
    assert refused.value.problem.code == code
    assert word in refused.value.problem.hint
    assert ask("echo", b"next") == b"next"


def test_a_result_and_a_file_that_grow_too_large_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        ask("talks", limits=Limits(result=1_000), bytes=1_001)
    assert refused.value.problem.code == "limit_result"
    assert ask("talks", limits=Limits(result=1_000), bytes=1_000) == b"x" * 1_000
    with pytest.raises(InputError) as refused:
        ask("writes", limits=Limits(written=5_000_000), path=str(tmp_path / "out"))
    assert refused.value.problem.code == "limit_written"
    assert (tmp_path / "out").stat().st_size <= 5_000_000
    with pytest.raises(InputError):
        ask("writes", path=str(tmp_path / "none"))


def test_what_a_file_says_does_not_reach_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(InputError) as refused:
        ask("breaks")
    told = [vars(one) for one in caplog.records]
    assert [one["fields"]["how"] for one in told] == ["KeyError"]
    assert told[0]["fields"]["places"][-1].endswith(" breaks")
    assert "330302199003070028" not in str(told) + str(refused.value)


def test_readers_get_neither_the_environment_nor_django(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    sandbox.helper_of(HERE).stop()
    told = ask("about").decode().split("\n")
    assert not {"DATABASE_URL", "HUXIN_DATA", "DJANGO_SETTINGS_MODULE", "django", "huxin.law"} & set(told)


def test_only_readers_of_this_house_run() -> None:
    for name in ("os:system", "huxin.files.nothing:read", "huxin.files.inside.refusal:nothing"):
        with pytest.raises(InputError):
            run(name)
    assert ask("echo", b"still") == b"still"


@pytest.mark.timeout(60)
def test_two_at_once_one_waits_and_the_rest_are_told_when_to_come_again() -> None:
    ends: list[str] = []

    def one() -> None:
        try:
            ends.append(ask("sleeps", limits=Limits(seconds=5), seconds=0.8).decode())
        except BusyError as busy:
            ends.append(f"busy {busy.retry_after}")

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
        time.sleep(0.02)
    with pytest.raises(BusyError):
        ask("echo")
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["busy 5"] * 3 + ["slept"] * 3
    assert ask("echo", b"free") == b"free"


def test_a_helper_that_was_killed_is_started_again() -> None:
    ask("echo")
    process = sandbox.helper_of(HERE).process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert ask("echo", b"again") == b"again"


def test_a_process_that_is_forked_off_has_a_helper_of_its_own() -> None:
    ask("echo")
    mine = sandbox.helper_of(HERE).process
    child = os.fork()
    if child == 0:
        ok = ask("echo", b"child") == b"child" and sandbox.helper_of(HERE).process is not mine
        sandbox.helper_of(HERE).stop()
        os._exit(0 if ok else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert ask("echo", b"parent") == b"parent"
    assert sandbox.helper_of(HERE).process is mine


ASKER = """
import sys
from huxin.files.limits import Limits
from huxin.files.sandbox import run
run("huxin.files.tests.readers:sleeps", b"", {"note": sys.argv[1]}, Limits(seconds=600, written=100))
"""


@pytest.mark.timeout(60)
def test_who_asked_is_killed_and_nobody_reads_on(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    asker = subprocess.Popen([sys.executable, "-c", ASKER, str(note)])
    while not (note.exists() and note.read_text()):
        time.sleep(0.05)
    reader = Path("/proc") / note.read_text()
    assert reader.exists()
    asker.kill()
    asker.wait()
    while reader.exists():
        time.sleep(0.05)


def test_one_rooms_libraries_do_not_weigh_on_anothers_files() -> None:
    assert sandbox.helper_of("huxin.feeds.reading:read") is not sandbox.helper_of("huxin.files.inside.tables:read")
    assert sandbox.helper_of("huxin.files.inside.pdf:read") is sandbox.helper_of("huxin.files.inside.tables:read")


def test_the_helper_is_kept_warm_from_file_to_file() -> None:
    ask("echo")
    mine = sandbox.helper_of(HERE).process
    for _ in range(20):
        ask("echo")
    assert sandbox.helper_of(HERE).process is mine
