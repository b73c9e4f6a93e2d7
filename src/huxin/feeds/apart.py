"""Reading in another process: who may start one, how long it may take, and what its end means."""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from huxin.files.sandbox import BusyError
from huxin.law import InputError
from huxin.supervision.validate.bounds import Bounds

SPARE_SECONDS: Final = 30
_PAUSE: Final = 0.05
_ENVIRONMENT: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_KEPT: Final = ("PATH", "LANG", "LC_ALL", "PYTHONPATH", "TZ", "TMPDIR", "HUXIN_PACKS", "HUXIN_COUNTIES")
"""What the other process gets of the environment: no address of a database, no key."""
log = logging.getLogger("huxin.feeds")
_idle: list[subprocess.Popen[str]] = []
_guard: Final = threading.Lock()


@contextmanager
def door() -> Iterator[None]:
    """One of the few places for deliveries that are received, wait or are read; the other threads answer pages.

    Raises BusyError when none is free.
    """
    with _place("door", settings.FEED_READERS + settings.FEED_WAITING, 0):
        yield


@contextmanager
def reader(patience: float) -> Iterator[None]:
    """One of the places for reading, ``FEED_READERS`` on the machine.  Raises BusyError after ``patience`` seconds."""
    with _place("reader", settings.FEED_READERS, patience):
        yield


@contextmanager
def _place(name: str, number: int, patience: float) -> Iterator[None]:
    folder: Path = settings.LAKE_FOLDER / ".turns"
    folder.mkdir(parents=True, exist_ok=True)
    end = time.monotonic() + patience
    while True:
        for one in range(number):
            file = os.open(folder / f"{name}-{one}", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(file)
                continue
            try:
                yield
            finally:
                os.close(file)
            return
        if time.monotonic() >= end:
            raise BusyError(settings.FEED_RETRY_SECONDS)
        time.sleep(_PAUSE)


def read(job: dict[str, Any], bounds: Bounds) -> dict[str, Any]:
    """What the job found.  Raises InputError for a file that is refused, or that cost more than its bounds."""
    with tempfile.TemporaryDirectory(prefix="huxin-answer-") as folder:
        answer = Path(folder) / "answer.json"
        job = {**job, "answer": str(answer), **{one: getattr(bounds, one) for one in ("memory", "disk", "seconds")}}
        end = _ended(job)
        if end != "done" or not answer.exists():
            got = f"more than {bounds.seconds} s, {bounds.memory >> 20} MB or {bounds.disk >> 20} MB of disk to read"
            raise InputError("too_big", job["name"], got, "a file that is read with less", "Send it in parts.")
        found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    if "refused" in found:
        raise InputError(**found["refused"])
    if "fault" in found:
        log.error("a delivery could not be read", extra={"fields": found})
        hint = "Write and send it again; if it stays so, tell the city."
        raise InputError("unreadable", job["name"], f"something damaged ({found['fault']})", "a whole file", hint)
    return found


def _ended(job: dict[str, Any]) -> str:
    """Hand the job to a process that waits, or to a new one; answers how it ended."""
    for take in (_waiting, _started):
        process = take()
        if process is None or process.stdin is None or process.stdout is None:
            continue
        try:
            process.stdin.write(json.dumps(job) + "\n")
            process.stdin.flush()
            end = process.stdout.readline().strip()
        except OSError:  # it had waited long enough and is gone
            end = ""
        if end:
            with _guard:
                _idle.append(process)
            return end
        _drop(process)
    return "dead"


def _waiting() -> subprocess.Popen[str] | None:
    with _guard:
        return _idle.pop() if _idle else None


def _started() -> subprocess.Popen[str] | None:
    command = [sys.executable, "-m", "huxin.feeds.reading"]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={name: os.environ[name] for name in _KEPT if name in os.environ} | _ENVIRONMENT,
        start_new_session=True,
    )
    if process.stdout is not None and process.stdout.readline().strip() == "ready":
        return process
    _drop(process)
    return None


def _drop(process: subprocess.Popen[str]) -> None:
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
    process.kill()
    process.wait()
